/** Composition root: what an isolate keeps, what one request gets, and the only maker of tenants. */

import { type Budgets, createBudgets } from './domain/explanations/recording.ts';
import { Steps } from './domain/explanations/steps.ts';
import { DUE_MAX } from './domain/outbox/delivery.ts';
import { deliverEmails, type Mailer } from './domain/outbox/email-delivery.ts';
import type { BreachCheck } from './domain/passwords/acceptance.ts';
import { deliverLogouts, type LogoutTools } from './domain/sessions/logout-deliveries.ts';
import type { PlacesCache } from './domain/status-lists/references.ts';
import { pushEvents } from './domain/streams/push.ts';
import type { Actor, Outbox, System, Tenant } from './domain/unit-of-work/unit-of-work.ts';
import type { WebhookTools } from './domain/webhooks/attempts.ts';
import { createWebhookPresence, type WebhookPresence } from './domain/webhooks/presence.ts';
import { sendWebhooks } from './domain/webhooks/sending.ts';
import type { Env } from './env.ts';
import type { ConnectionSettings } from './platform/database/connection.ts';
import { openRequestDb, type RequestDb } from './platform/database/db.ts';
import { logFlight, summaryOf } from './platform/database/flight-log.ts';
import { createStatementNames, type StatementNames } from './platform/database/statement-names.ts';
import { createRemoteJwks, type RemoteJwks } from './platform/keys/remote-jwks.ts';
import { createSecretBox, type SecretBox } from './platform/keys/secret-box.ts';
import { createSigningKeys, type SigningKeys } from './platform/keys/signing-keys.ts';
import { createVerificationKeys, type VerificationKeys } from './platform/keys/verification-keys.ts';
import { createLog, type Log } from './platform/log/log.ts';
import { createRepeats, type Repeats } from './platform/log/repeats.ts';
import { createRequestCounters, type RequestCounters } from './platform/log/request-counters.ts';
import { createMailTransport } from './platform/mail/sending.ts';
import { createBreachCheck } from './platform/passwords/breached.ts';
import { openTrace, type RequestTrace, runInTrace } from './platform/tracing/request-trace.ts';
import { inSpan } from './platform/tracing/spans.ts';

/** Made once per isolate, shared by its requests: values only, no promises, no sockets. */
export interface Deps {
  config: Env;
  box: SecretBox;
  keys: SigningKeys;
  /** Counts repeated failures of one cause over all requests of the isolate. */
  repeats: Repeats;
  requests: RequestCounters;
  /** The public keys of clients. */
  remoteJwks: RemoteJwks;
  /** The public keys of clients, imported. */
  verificationKeys: VerificationKeys;
  /** Null when mail stays in the outbox. */
  mailer: Mailer | null;
  isBreached: ReturnType<typeof createBreachCheck>;
  logoutTools: LogoutTools;
  /** The shuffled places of the status lists in use. */
  statusPlaces: PlacesCache;
  /** How much is written about requests that failed. */
  failureBudgets: Budgets;
  webhookTools: WebhookTools;
  webhookPresence: WebhookPresence;
  /** Undefined where the pooler does not keep prepared statements. */
  statementNames: StatementNames | undefined;
}

/** One request, or one run of the scheduler. */
export interface RequestContext extends Deps {
  id: string;
  now: Date;
  log: Log;
  trace: RequestTrace;
  /** Runs the request's work: what it calls carries its trace, and is counted in it. */
  run<T>(work: () => T): T;
  db: RequestDb;
  isBreached: BreachCheck;
  system: System;
  origin: { ipAddress: string; userAgent: string };
  /** The checks of the request, from which its failure is explained. */
  steps: Steps;
  openTenant(organisationId: string, actor: Partial<Actor>): Tenant;
  /** Work that the answer does not wait for; the connection stays open until it is done. */
  background(work: Promise<unknown>): void;
  /** Work that begins when the answer is made, so that the response time does not show it. */
  afterResponse(work: () => Promise<unknown>): void;
  /** Waits for the background work, sends what it queued, then gives the connection back. */
  close(): Promise<void>;
}

const depsByConfig = new WeakMap<Env, Deps>();

export function depsOf(config: Env): Deps {
  const existing = depsByConfig.get(config);
  if (existing) return existing;
  const box = createSecretBox(config.SECRET_ENCRYPTION_KEY, config.SECRET_SEALING);
  const repeats = createRepeats();
  const warn = (message: string) => (error: unknown) =>
    createLog(config.LOG_LEVEL, {}, repeats).warn(message, { error });
  const keys = createSigningKeys(box, config.CACHE, {
    onCacheFailure: warn('the cache of public keys did not answer'),
    onUnprovenKey: (kid) => createLog(config.LOG_LEVEL, {}, repeats).error('a signing key is not ours', { kid }),
  });
  const onUnsupported = (code: string) =>
    createLog(config.LOG_LEVEL, {}, repeats).warn('the pooler does not keep prepared statements', { code });
  const loopback = config.ENVIRONMENT === 'development';
  const deps = {
    config,
    box,
    keys,
    repeats,
    requests: createRequestCounters(),
    remoteJwks: createRemoteJwks({ loopback }),
    verificationKeys: createVerificationKeys(),
    mailer: createMailer(config),
    isBreached: createBreachCheck(config.PASSWORD_BREACH_URL, warn('the list of breached passwords did not answer')),
    logoutTools: { issuer: config.ISSUER_URL, keys, box, loopback },
    failureBudgets: createBudgets(),
    statusPlaces: new Map(),
    webhookTools: { issuer: config.ISSUER_URL, box, loopback },
    webhookPresence: createWebhookPresence(),
    statementNames: config.DATABASE_PREPARED_STATEMENTS ? createStatementNames({ onUnsupported }) : undefined,
  };
  depsByConfig.set(config, deps);
  return deps;
}

function createMailer({ mail, ENVIRONMENT }: Env): Mailer | null {
  const transport = createMailTransport(mail);
  return transport && mail && { transport, keepsContent: ENVIRONMENT === 'development', timeout: mail.timeout };
}

/**
 * @param request absent for scheduled runs
 * @param tracing of the runtime
 */
export function openRequestContext(config: Env, id: string, request?: Request, tracing?: Tracing): RequestContext {
  const deps = depsOf(config);
  const now = new Date();
  const log = createLog(config.LOG_LEVEL, { requestId: id }, deps.repeats);
  const trace = openTrace(request?.headers.get('traceparent') ?? undefined, tracing);
  // The request timeout does not apply to scheduled runs, nor to work after the answer: no client waits for them.
  let answered = request === undefined;
  const remaining = () =>
    answered ? Number.POSITIVE_INFINITY : now.getTime() + config.REQUEST_TIMEOUT_MS - Date.now();
  const db = openRequestDb({
    ...databaseSettings(config, log, trace, remaining),
    // The scheduler sends few statements, and their best plan differs from run to run: they are not prepared.
    names: request && deps.statementNames,
  });
  const origin = originOf(request);
  const outbox = newOutbox();
  const openTenant = tenantsOf({ db, outbox, now, log, trace, origin });
  const system: System = { kind: 'system', db: db.system, now, log, openTenant };
  const { background, afterResponse, finishBackground } = createBackground(log);
  // Frees the connection while a client's server, or the list of breached passwords, is asked.
  const releaseConnection = () => background(db.system.release());
  return {
    ...deps,
    remoteJwks: { including: (uri, kid, now) => deps.remoteJwks.including(uri, kid, now, releaseConnection) },
    isBreached: (password) => deps.isBreached(password, releaseConnection),
    id,
    now,
    log,
    trace,
    run: (work) => runInTrace(trace, work),
    db,
    system,
    origin,
    steps: new Steps(),
    openTenant,
    background,
    afterResponse,
    close: () =>
      runInTrace(trace, async () => {
        answered = true;
        await finishBackground();
        background(deliverQueued(deps, system, outbox));
        await finishBackground();
        await db.close();
      }),
  };
}

function newOutbox(): Outbox {
  return { emails: new Set(), logouts: new Set(), events: new Set(), securityEvents: new Set() };
}

/** The trace keeps the first organisation, and the first client, that the request acts for. */
function tenantsOf({ trace, origin, db, ...shared }: Parts): RequestContext['openTenant'] {
  return (organisationId, actor) => {
    trace.organisationId ??= organisationId;
    trace.clientId ??= actor.clientId ?? null;
    return {
      kind: 'tenant',
      organisationId,
      actor: { userId: null, memberId: null, clientId: null, apiKeyId: null, operator: null, ...origin, ...actor },
      db: db.tenant(organisationId),
      ...shared,
    };
  };
}

type Parts = Pick<RequestContext, 'db' | 'now' | 'log' | 'trace' | 'origin'> & { outbox: Outbox };

function databaseSettings(config: Env, log: Log, trace: RequestTrace, remaining: () => number): ConnectionSettings {
  return {
    connectionString: config.DATABASE_URL,
    connectTimeout: config.DATABASE_CONNECT_TIMEOUT_MS,
    statementTimeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
    lockTimeout: config.DATABASE_LOCK_TIMEOUT_MS,
    remaining,
    onFlight: (flight) => {
      trace.databaseMs += flight.duration;
      logFlight(log, flight, config.DATABASE_SLOW_MS);
    },
    onConnect: (duration) => {
      trace.databaseMs += duration;
    },
    inSpan: (texts, send) => inSpan(trace, 'database flight', () => flightAttributes(texts()), send),
  };
}

/** OpenTelemetry's semantic conventions for databases. */
function flightAttributes(texts: string[]) {
  return { 'db.system.name': 'postgresql', 'db.query.summary': summaryOf(texts) };
}

/** One kind after the other: both share the few connections that workerd opens for a request. */
async function deliverQueued(deps: Deps, system: System, { emails, logouts, securityEvents, events }: Outbox) {
  const { mailer, logoutTools, webhookTools, webhookPresence } = deps;
  if (logouts.size > 0) await deliverAll(system, (now) => deliverLogouts(now, logoutTools, [...logouts]));
  if (mailer && emails.size > 0) await deliverAll(system, (now) => deliverEmails(now, mailer, { ids: [...emails] }));
  if (securityEvents.size > 0) await deliverAll(system, (now) => pushEvents(now, logoutTools, [...securityEvents]));
  const organisationIds = events.size > 0 ? await webhookPresence.among(system, [...events]) : [];
  if (organisationIds.length > 0) await sendWebhooks(system, webhookTools, { organisationIds, runMs: AFTER_ANSWER_MS });
}

/**
 * Each batch has its own `now`, from which its claim counts. Cloudflare ends a request 30 seconds after its answer: the
 * scheduled jobs deliver what is left.
 */
async function deliverAll(system: System, deliver: (system: System) => Promise<number>): Promise<void> {
  const started = Date.now();
  while ((await deliver({ ...system, now: new Date() })) === DUE_MAX && Date.now() - started < AFTER_ANSWER_MS);
}

const AFTER_ANSWER_MS = 10_000;

/** Work that the answer does not wait for. Such work may start more work, so waiting goes on until none is left. */
function createBackground(log: Log) {
  const pending: Promise<unknown>[] = [];
  const later: (() => Promise<unknown>)[] = [];
  const background = (work: Promise<unknown>) => {
    pending.push(work.catch((error) => log.error('background work failed', { error })));
  };
  const finishBackground = async () => {
    while (pending.length + later.length > 0) {
      for (const work of later.splice(0)) background(work());
      await Promise.all(pending.splice(0));
    }
  };
  return { background, afterResponse: (work: () => Promise<unknown>) => void later.push(work), finishBackground };
}

const USER_AGENT_LENGTH_MAX = 512;

function originOf(request: Request | undefined): { ipAddress: string; userAgent: string } {
  return {
    ipAddress: request?.headers.get('CF-Connecting-IP') ?? '0.0.0.0',
    userAgent: (request?.headers.get('User-Agent') ?? '').slice(0, USER_AGENT_LENGTH_MAX),
  };
}
