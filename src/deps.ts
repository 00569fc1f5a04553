/** Composition root: what an isolate keeps, what one request gets, and the only maker of tenants. */

import { DUE_MAX } from './domain/outbox/delivery.ts';
import { deliverEmails, type Mailer } from './domain/outbox/email-delivery.ts';
import type { BreachCheck } from './domain/passwords/acceptance.ts';
import { deliverLogouts, type LogoutTools } from './domain/sessions/logout-deliveries.ts';
import type { Actor, Outbox, System, Tenant } from './domain/unit-of-work/unit-of-work.ts';
import type { Env } from './env.ts';
import type { ConnectionSettings } from './platform/database/connection.ts';
import { openRequestDb, type RequestDb } from './platform/database/db.ts';
import { logFlight } from './platform/database/flight-log.ts';
import { createStatementNames, type StatementNames } from './platform/database/statement-names.ts';
import { createRemoteJwks, type RemoteJwks } from './platform/keys/remote-jwks.ts';
import { createSecretBox, type SecretBox } from './platform/keys/secret-box.ts';
import { createSigningKeys, type SigningKeys } from './platform/keys/signing-keys.ts';
import { createVerificationKeys, type VerificationKeys } from './platform/keys/verification-keys.ts';
import { createLog, type Log } from './platform/log/log.ts';
import { createRepeats, type Repeats } from './platform/log/repeats.ts';
import { createMailTransport } from './platform/mail/sending.ts';
import { createBreachCheck } from './platform/passwords/breached.ts';

/** Made once per isolate, shared by its requests: values only, no promises, no sockets. */
export interface Deps {
  config: Env;
  box: SecretBox;
  keys: SigningKeys;
  /** Failures of one cause, of all its requests. */
  repeats: Repeats;
  /** The public keys of clients. */
  remoteJwks: RemoteJwks;
  /** The same, imported. */
  verificationKeys: VerificationKeys;
  /** Null when mail stays in the outbox. */
  mailer: Mailer | null;
  isBreached: ReturnType<typeof createBreachCheck>;
  logoutTools: LogoutTools;
  /** Undefined where the pooler does not keep prepared statements. */
  statementNames: StatementNames | undefined;
}

/** One request, or one run of the scheduler. */
export interface RequestContext extends Deps {
  id: string;
  now: Date;
  log: Log;
  db: RequestDb;
  isBreached: BreachCheck;
  system: System;
  origin: { ipAddress: string; userAgent: string };
  openTenant(organisationId: string, actor: Partial<Actor>): Tenant;
  /** Work that the answer does not wait for; the connection stays open until it is done. */
  background(work: Promise<unknown>): void;
  /** Work that begins when the answer is made: nobody can measure it. */
  afterResponse(work: () => Promise<unknown>): void;
  /** Waits for the background work, sends what it queued, then gives the connection back. */
  close(): Promise<void>;
}

const known = new WeakMap<Env, Deps>();

export function depsOf(config: Env): Deps {
  const deps = known.get(config);
  if (deps) return deps;
  const box = createSecretBox(config.SECRET_ENCRYPTION_KEY, config.SECRET_SEALING);
  const repeats = createRepeats();
  const warn = (message: string) => (error: unknown) =>
    createLog(config.LOG_LEVEL, {}, repeats).warn(message, { error });
  const keys = createSigningKeys(box, config.CACHE, {
    onCacheFailure: warn('the cache of public keys did not answer'),
    onUnprovenKey: (kid) => createLog(config.LOG_LEVEL, {}, repeats).error('a signing key is not ours', { kid }),
  });
  const onUnkept = (code: string) =>
    createLog(config.LOG_LEVEL, {}, repeats).warn('the pooler does not keep prepared statements', { code });
  const loopback = config.ENVIRONMENT === 'development';
  const made = {
    config,
    box,
    keys,
    repeats,
    remoteJwks: createRemoteJwks({ loopback }),
    verificationKeys: createVerificationKeys(),
    mailer: createMailer(config),
    isBreached: createBreachCheck(config.PASSWORD_BREACH_URL, warn('the list of breached passwords did not answer')),
    logoutTools: { issuer: config.ISSUER_URL, keys, box, loopback },
    statementNames: config.DATABASE_PREPARED_STATEMENTS ? createStatementNames({ onUnkept }) : undefined,
  };
  known.set(config, made);
  return made;
}

function createMailer({ mail, ENVIRONMENT }: Env): Mailer | null {
  const transport = createMailTransport(mail);
  return transport && mail && { transport, keepsContent: ENVIRONMENT === 'development', timeout: mail.timeout };
}

/** @param request absent for scheduled runs */
export function openRequestContext(config: Env, id: string, request?: Request): RequestContext {
  const deps = depsOf(config);
  const now = new Date();
  const log = createLog(config.LOG_LEVEL, { requestId: id }, deps.repeats);
  // Nobody waits for what scheduled runs do, nor for what is done after an answer.
  let answered = request === undefined;
  const remaining = () =>
    answered ? Number.POSITIVE_INFINITY : now.getTime() + config.REQUEST_TIMEOUT_MS - Date.now();
  const db = openRequestDb({
    ...databaseSettings(config, log, remaining),
    // The scheduler's statements are few, and what they meet differs from run to run: they are planned for that.
    names: request && deps.statementNames,
  });
  const origin = originOf(request);
  const outbox: Outbox = { emails: new Set(), logouts: new Set() };
  const openTenant = (organisationId: string, actor: Partial<Actor>): Tenant => ({
    kind: 'tenant',
    organisationId,
    actor: { userId: null, memberId: null, clientId: null, ...origin, ...actor },
    db: db.tenant(organisationId),
    outbox,
    now,
    log,
  });
  const system: System = { kind: 'system', db: db.system, now, log, openTenant };
  const { background, afterResponse, drain } = createBackground(log);
  // A client's server, and the list's, may take their time.
  const leaving = () => background(db.system.release());
  return {
    ...deps,
    remoteJwks: { including: (uri, kid, now) => deps.remoteJwks.including(uri, kid, now, leaving) },
    isBreached: (password) => deps.isBreached(password, leaving),
    id,
    now,
    log,
    db,
    system,
    origin,
    openTenant,
    background,
    afterResponse,
    close: async () => {
      answered = true;
      await drain();
      background(deliverQueued(deps, system, outbox));
      await drain();
      await db.close();
    },
  };
}

function databaseSettings(config: Env, log: Log, remaining: () => number): ConnectionSettings {
  return {
    connectionString: config.DATABASE_URL,
    connectTimeout: config.DATABASE_CONNECT_TIMEOUT_MS,
    statementTimeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
    lockTimeout: config.DATABASE_LOCK_TIMEOUT_MS,
    remaining,
    onFlight: (flight) => logFlight(log, flight, config.DATABASE_SLOW_MS),
  };
}

/** One kind after the other: they share the few connections that workerd opens for a request. */
async function deliverQueued({ mailer, logoutTools }: Deps, system: System, { emails, logouts }: Outbox) {
  if (logouts.size > 0) await untilEmpty(system, (now) => deliverLogouts(now, logoutTools, [...logouts]));
  if (mailer && emails.size > 0) await untilEmpty(system, (now) => deliverEmails(now, mailer, { ids: [...emails] }));
}

/** Claims are counted from their own moment. What does not fit into the half minute after the answer is the jobs'. */
async function untilEmpty(system: System, deliver: (system: System) => Promise<number>): Promise<void> {
  const started = Date.now();
  while ((await deliver({ ...system, now: new Date() })) === DUE_MAX && Date.now() - started < AFTER_ANSWER_MS);
}

const AFTER_ANSWER_MS = 10_000;

/** Work beside the answer. It may start more work, so what is there when the wait begins is not all there is. */
function createBackground(log: Log) {
  const pending: Promise<unknown>[] = [];
  const later: (() => Promise<unknown>)[] = [];
  const background = (work: Promise<unknown>) => {
    pending.push(work.catch((error) => log.error('background work failed', { error })));
  };
  const drain = async () => {
    while (pending.length + later.length > 0) {
      for (const work of later.splice(0)) background(work());
      await Promise.all(pending.splice(0));
    }
  };
  return { background, afterResponse: (work: () => Promise<unknown>) => void later.push(work), drain };
}

const USER_AGENT_LENGTH_MAX = 512;

function originOf(request: Request | undefined): { ipAddress: string; userAgent: string } {
  return {
    ipAddress: request?.headers.get('CF-Connecting-IP') ?? '0.0.0.0',
    userAgent: (request?.headers.get('User-Agent') ?? '').slice(0, USER_AGENT_LENGTH_MAX),
  };
}
