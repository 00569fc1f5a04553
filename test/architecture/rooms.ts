/** The rooms of the domain and of the commands: which there are, and in which order imports go through them. */
import { dirname, join } from 'node:path';
import type { Source } from './sources.ts';

export interface House {
  folder: string;
  /** Files that stand in no room. */
  loose: readonly string[];
  /** From top to bottom: a room imports from itself and from the rooms below it. Each with what it is about. */
  rooms: Readonly<Record<string, string>>;
}

export const DOMAIN: House = {
  folder: 'src/domain',
  loose: [],
  rooms: {
    sweeps: 'what is removed once it has ended',
    account: 'what people do with their own account: profile, address, export, deletion',
    users: 'people as administrators see them',
    teams: 'teams and their members',
    organisations: 'founding one, and who may',
    invitations: 'invitations, and the memberships that come of them',
    mfa: 'setting up second factors and passkeys, and removing them',
    'sign-in': 'password, second factor, passkey, session',
    passwords: 'which passwords may be set, the links to set one, changing it',
    recovery: 'getting an account back, and what is doubtful afterwards',
    proof: 'proving anew who one is, by password or factor',
    lockout: 'counting wrong answers, and what they end',
    authenticators: 'accounts with their password and factors, and how each kind of factor is checked',
    consents: 'what people let applications do',
    credentials: 'who is behind a session or token, and what it lets them do',
    tokens: 'access and refresh tokens: issued, looked up, revoked',
    authorization: 'authorization requests and codes',
    sessions: 'sessions, log-out, and telling clients of it',
    clients: 'OAuth clients, and the rules of registering one',
    access: 'permissions, roles, scopes, principals, guests',
    people: 'who a person is',
    outbox: 'what is to be sent: written with the change, sent after it',
    events: 'the catalogue of events, and recording one',
    'unit-of-work': 'a tenant or the system, at one moment, with its database',
  },
};

export const COMMANDS: House = {
  folder: 'migrations-runner',
  loose: ['cli.ts'],
  rooms: {
    programs: 'what npm start, npm test and npm run admin run',
    commands: 'the commands of npm run db, one a file',
    doctor: 'the checks of a database, one a file',
    lint: 'what in a migration is not safe on a live system',
    backup: 'taking, keeping, checking and restoring backups',
    seed: 'catalogues for every database, demo data for development',
    admin: 'the commands of npm run admin',
    development: 'the server that npm start runs',
    keys: 'signing keys, and secrets that are sealed',
    migrations: 'running migrations: attempts, locks, status, new ones',
    schema: "Prisma's schema and its engine",
    testing: 'databases for one run of something',
    roles: "the roles of a database and the Worker's login",
    postgres: 'the embedded PostgreSQL',
    database: 'connections to a database, and whose it is',
    'command-line': 'arguments, output, signals, folders',
    bootstrap: 'installs packages and generates the client, on any Node',
  },
};

/** Imports that go up, and files that stand in no room, each in one sentence. Types count as everything else. */
export function roomViolations({ folder, loose, rooms }: House, { path, imports }: Source): string[] {
  const order = Object.keys(rooms);
  const [room = '', ...rest] = path.slice(folder.length + 1).split('/');
  if (loose.includes(room)) return [];
  if (rest.length === 0) return [`${path} stands in no room`];
  if (!order.includes(room)) return [`${path} stands in ${room}, which is no room`];
  return imports.flatMap(({ specifier, line }) => {
    const target = join(dirname(path), specifier);
    if (!specifier.startsWith('.') || !target.startsWith(`${folder}/`)) return [];
    const [other = ''] = target.slice(folder.length + 1).split('/');
    const isAbove = order.indexOf(other) < order.indexOf(room);
    return isAbove ? [`${path}:${line} ${room} imports ${other}, which is above it`] : [];
  });
}
