/**
 * One line in the log for each request. It has no path, query, header or body: they may contain secrets. Processor time
 * is missing because a Worker cannot measure it: its clock only advances while it waits. `restMs`, the time that was
 * neither database nor other servers, is the nearest: our own work, queues for hashing, rate limits and the cache.
 */

import type { HttpContext } from './hono-env.ts';
import { routePattern } from './route-pattern.ts';

/** Asked for every few seconds: their lines are written at `debug`, unless they fail. */
const PROBES = ['/health', '/health/db', '/metrics'];

/** A request may have any word as its method. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export interface AccessFacts {
  organisation: string | null;
  client: string | null;
  method: string;
  route: string;
  status: number;
  /** `ok`, `redirect`, or the code of the error. */
  outcome: string;
  flights: number;
  databaseMs: number;
  outboundCalls: number;
  outboundMs: number;
  restMs: number;
  totalMs: number;
}

export function writeAccessLine(c: HttpContext): void {
  const { log, trace } = c.var.context;
  const facts = accessFacts(c);
  const level = PROBES.includes(facts.route) && facts.status < 500 ? 'debug' : 'info';
  log[level]('request', { traceId: trace.traceId, ...facts });
}

export function accessFacts(c: HttpContext): AccessFacts {
  const { trace, db, now } = c.var.context;
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
    flights: db.flights,
    databaseMs,
    outboundCalls,
    outboundMs,
    // Waits that overlap are counted each.
    restMs: Math.max(0, totalMs - databaseMs - outboundMs),
    totalMs,
  };
}

export function methodOf(method: string): string {
  return METHODS.includes(method) ? method : 'other';
}

function outcomeOf(status: number): string {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return status >= 300 ? 'redirect' : 'ok';
}
