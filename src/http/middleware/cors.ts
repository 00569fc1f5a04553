/**
 * Which other origins may read our answers (Fetch standard, "CORS protocol"). Trusted origins may send cookies. Origins
 * that an organisation or a client allows may not, and read answers for that organisation only. Other origins get no
 * header.
 */
import type { MiddlewareHandler } from 'hono';
import { organisationsAllowing } from '../../domain/clients/allowed-origins.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';
import { trustedOrigins } from '../origins.ts';
import { TRACING_HEADERS } from '../tracing-headers.ts';

const METHODS = 'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS';
const REQUEST_HEADERS = [
  ...['Content-Type', 'Authorization', 'Accept', 'X-Org-Domain', 'X-CSRF-Token', 'X-XSRF-TOKEN', 'X-Requested-With'],
  ...['Idempotency-Key', 'If-Match', 'If-None-Match'],
  ...TRACING_HEADERS,
].join(',');
const EXPOSED_HEADERS =
  'X-CSRF-Token,X-Request-ID,X-Error-Code,Retry-After,WWW-Authenticate,ETag,Location,Idempotency-Replayed';
/** Seconds. */
const PREFLIGHT_TTL = '600';

export const cors: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const origin = c.req.header('Origin');
  if (c.req.method === 'OPTIONS') c.res = c.body(null, 204);
  else await next();
  const { headers } = c.res;
  headers.append('Vary', 'Origin');
  if (origin === undefined) return;
  const access = await accessOf(c, origin);
  if (access === 'none') return;
  headers.set('Access-Control-Allow-Origin', origin);
  if (access === 'trusted') headers.set('Access-Control-Allow-Credentials', 'true');
  headers.set('Access-Control-Expose-Headers', EXPOSED_HEADERS);
  if (c.req.method !== 'OPTIONS') return;
  headers.set('Access-Control-Allow-Methods', METHODS);
  headers.set('Access-Control-Allow-Headers', REQUEST_HEADERS);
  headers.set('Access-Control-Max-Age', PREFLIGHT_TTL);
};

async function accessOf(c: HttpContext, origin: string): Promise<'trusted' | 'allowed' | 'none'> {
  const { config, system } = c.var.context;
  if (trustedOrigins(config).has(origin)) return 'trusted';
  if (!isWebOrigin(origin)) return 'none';
  const organisationIds = await organisationsAllowing(system, origin);
  if (organisationIds.size === 0) return 'none';
  // A preflight, or a refusal, is for no organisation yet: the organisation is known with the credential.
  const organisationId = c.var.authentication?.organisation.id;
  return organisationId === undefined || organisationIds.has(organisationId) ? 'allowed' : 'none';
}

/** Cheap refusal before any query. */
function isWebOrigin(origin: string): boolean {
  return origin.length <= 255 && /^https?:\/\/[\w.-]+(:\d{1,5})?$/.test(origin);
}
