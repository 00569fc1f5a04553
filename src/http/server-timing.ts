/**
 * `Server-Timing`: where the time of a request went. For callers who are known, on routes that check nothing secret: the
 * time of the database is more precise than what a network shows, and would tell accounts apart at a sign-in, a
 * forgotten password or a token endpoint. Elsewhere only a development server tells the number of round trips.
 */
import type { Env } from '../env.ts';
import type { HttpContext } from './hono-env.ts';

export function serverTiming(c: HttpContext): string | null {
  const { config, db, trace, now } = c.var.context;
  if (!mayKnow(c)) return withoutTimes(config, db.flights);
  const { databaseMs, outboundCalls, outboundMs } = trace;
  const outbound = outboundCalls > 0 ? [`outbound;dur=${outboundMs};desc="${outboundCalls} calls"`] : [];
  const database = `db;dur=${databaseMs};desc="${db.flights} round trips"`;
  return [database, ...outbound, `total;dur=${Date.now() - now.getTime()}`].join(', ');
}

/** Null in production. */
export function withoutTimes({ ENVIRONMENT }: Env, flights: number): string | null {
  return ENVIRONMENT === 'production' ? null : `db;desc="${flights} round trips"`;
}

/** Writes below /v1/me check passwords, codes and addresses of others; /v1/auth does nothing else. */
function mayKnow({ req, var: { authentication, operator } }: HttpContext): boolean {
  if (operator !== undefined) return true;
  if (authentication === undefined) return false;
  return req.path.startsWith('/v1/admin/') || (req.method === 'GET' && req.path.startsWith('/v1/me/'));
}
