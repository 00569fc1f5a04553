/**
 * One line in the log for each request. It has no path, query, header or body: they may contain secrets. Processor time
 * is missing because a Worker cannot measure it: its clock only advances while it waits. `restMs`, the time that was
 * neither database nor other servers, is the nearest: our own work, queues for hashing, rate limits and the cache.
 */

import type { Deps } from '../deps.ts';
import type { HttpContext } from './hono-env.ts';
import { routePattern } from './route-pattern.ts';

/** Asked for every few seconds: their lines are written at `debug`, unless they fail. */
const PROBES = ['/health', '/health/db', '/metrics'];

/** A request may have any word as its method. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

interface AccessFacts {
  organisation: string | null;
  client: string | null;
  method: string;
  route: string;
  status: number;
  /** `ok`, `redirect`, or the code of the error. */
  outcome: string;
  /** What the caller got as `X-Error-Code`; null when the request is not explained. */
  errorCode: string | null;
  flights: number;
  databaseMs: number;
  outboundCalls: number;
  outboundMs: number;
  restMs: number;
  totalMs: number;
}

/** Once for each request, when its answer is made. */
export function recordRequest(c: HttpContext): void {
  const { log, trace, requests, config } = c.var.context;
  const facts = accessFacts(c);
  const level = PROBES.includes(facts.route) && facts.status < 500 ? 'debug' : 'info';
  log[level]('request', { traceId: trace.traceId, ...facts });
  requests.count({ ...facts, duration: facts.totalMs });
  writeDataPoint(config.ANALYTICS, facts);
  describeSpan(c, facts);
}

/** Documents that are answered before a request has a context: they know no caller. They are counted, not logged. */
export function countCachedDocument({ requests }: Deps, method: string, route: string): void {
  requests.count({ method: methodOf(method), route, status: 200, duration: 0 });
}

function accessFacts(c: HttpContext): AccessFacts {
  const { trace, db, now, steps } = c.var.context;
  const { databaseMs, outboundCalls, outboundMs } = trace;
  const totalMs = Date.now() - now.getTime();
  const { status } = c.res;
  return {
    organisation: c.var.authentication?.organisation.id ?? trace.organisationId,
    client: trace.clientId,
    method: methodOf(c.req.method),
    route: routePattern(c),
    status,
    outcome: c.var.outcome ?? outcomeOf(status),
    errorCode: steps.code,
    flights: db.flights,
    databaseMs,
    outboundCalls,
    outboundMs,
    // Waits that overlap are counted each.
    restMs: Math.max(0, totalMs - databaseMs - outboundMs),
    totalMs,
  };
}

function methodOf(method: string): string {
  return METHODS.includes(method) ? method : 'other';
}

function outcomeOf(status: number): string {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return status >= 300 ? 'redirect' : 'ok';
}

/**
 * The order of blobs and doubles is what queries name (`blob1`, `double1`): add at the end only. The index is what the
 * Analytics Engine samples by, so that a large organisation does not hide a small one.
 */
function writeDataPoint(dataset: AnalyticsEngineDataset | undefined, facts: AccessFacts): void {
  const { organisation, method, route, status, outcome } = facts;
  dataset?.writeDataPoint({
    indexes: [organisation ?? ''],
    blobs: [route, method, `${Math.floor(status / 100)}xx`, outcome, organisation ?? ''],
    doubles: [facts.totalMs, facts.databaseMs, facts.flights, facts.outboundMs, facts.outboundCalls],
  });
}

/** The platform's first span has another trace id than a caller's trace: these find the one by the other. */
function describeSpan(c: HttpContext, { route, outcome, organisation }: AccessFacts): void {
  const { id, trace } = c.var.context;
  trace.tracing?.getActiveSpan()?.setAttributes({
    'http.route': route,
    'cerberus.outcome': outcome,
    'cerberus.organisation_id': organisation ?? undefined,
    'cerberus.request_id': id,
    'cerberus.trace_id': trace.traceId,
  });
}
