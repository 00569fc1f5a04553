/** The modules (folders) of the domain and of the commands, and the order in which they may import each other. */
import { dirname, join } from 'node:path';
import type { Source } from './sources.ts';

export interface ModuleOrder {
  folder: string;
  /** Files that may stand beside the modules. */
  rootFiles: readonly string[];
  /** Name and subject, from top to bottom: a module imports from itself and from the modules below it. */
  modules: Readonly<Record<string, string>>;
}

export const DOMAIN: ModuleOrder = {
  folder: 'src/domain',
  rootFiles: [],
  modules: {
    monitoring: 'numbers of the whole platform, for monitoring systems',
    jobs: 'what runs by schedule, its runs, and what is due',
    sweeps: 'removing expired rows',
    statistics: 'numbers of people, sign-ins, sessions and clients',
    account: 'what people do with their own account: profile, address, export, deletion',
    'user-imports': 'people from files, and into files',
    users: 'people as administrators see them',
    teams: 'teams and their members',
    roles: 'roles and their permissions, as administrators see and change them',
    organisations: 'organisations: founding them, their settings, owner and end',
    invitations: 'invitations, and the memberships they create',
    mfa: 'setting up and removing second factors and passkeys',
    'sign-in': 'password, second factor, passkey, session',
    passwords: 'password policy, links that set a password, changing it',
    recovery: 'account recovery, and the factors it holds',
    proof: 're-authentication by password or factor',
    lockout: 'counting wrong answers, delays, disabled authenticators',
    authenticators: 'accounts with their password and factors, and how each kind of factor is checked',
    streams: 'streams of security events to relying parties',
    webhooks: 'URLs that are told what happens, and sending to them',
    consents: 'what people let applications do',
    operators: 'keys of platform operators, and what they do for the whole platform',
    credentials: 'whom a session, token or API key stands for, and what it permits',
    'api-keys': 'API keys: made, found, listed, revoked',
    tokens: 'access and refresh tokens: issued, looked up, revoked',
    'status-lists': 'which access tokens were revoked, for resource servers',
    authorization: 'authorization requests and codes',
    sessions: 'sessions, logout, and telling clients of it',
    clients: 'OAuth clients, and the rules for registering them',
    access: 'permissions, roles, scopes, principals, guests',
    people: "a person's data and profile",
    outbox: 'mail and logout tokens: stored with the change, sent after it',
    idempotency: 'requests with a key: claimed, and answered once',
    explanations: 'why a request failed: its checks, what each has seen, and what would mend it',
    audit: 'the audit log: read, exported, sealed in a chain',
    events: 'the catalogue of audit events, and recording one',
    'unit-of-work': 'a tenant or the system, with its database, time and log',
  },
};

export const COMMANDS: ModuleOrder = {
  folder: 'migrations-runner',
  rootFiles: ['cli.ts'],
  modules: {
    programs: 'what npm start, npm test and npm run admin run',
    commands: 'the commands of npm run db, one a file',
    doctor: 'the checks of a database, one a file',
    lint: 'the rules for migrations that are safe on a live system',
    backup: 'taking, keeping, checking and restoring backups',
    seed: 'catalogues for every database, demo data for development',
    admin: 'the commands of npm run admin',
    development: 'the server that npm start runs',
    audit: 'checking audit logs against their chains',
    keys: 'signing keys and sealed secrets',
    migrations: 'running migrations: attempts, locks, status, new ones',
    schema: "Prisma's schema and its engine",
    testing: 'temporary databases',
    roles: "the roles of a database and the Worker's login",
    postgres: 'the embedded PostgreSQL',
    database: 'connections to a database, and its development mark',
    'command-line': 'arguments, output, signals, folders',
    bootstrap: 'installs packages, generates the client and writes static files, on any Node',
  },
};

/** Imports that go up, and files outside of the modules, each in one sentence. Type imports count too. */
export function moduleViolations({ folder, rootFiles, modules }: ModuleOrder, { path, imports }: Source): string[] {
  const order = Object.keys(modules);
  const [module = '', ...rest] = path.slice(folder.length + 1).split('/');
  if (rootFiles.includes(module)) return [];
  if (rest.length === 0) return [`${path} is in no module`];
  if (!order.includes(module)) return [`${path} is in ${module}, which is no module`];
  return imports.flatMap(({ specifier, line }) => {
    const target = join(dirname(path), specifier);
    if (!specifier.startsWith('.') || !target.startsWith(`${folder}/`)) return [];
    const [other = ''] = target.slice(folder.length + 1).split('/');
    const isAbove = order.indexOf(other) < order.indexOf(module);
    return isAbove ? [`${path}:${line} ${module} imports ${other}, which is above it`] : [];
  });
}
