/** CORS of the endpoints that browsers call (OAuth 2.1 section 3.2, RFC 7009 section 2.3). */
import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Client } from '../domain/clients/clients.ts';
import { ERROR_CODE_HEADER } from '../http/explanations.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { TRACING_HEADERS } from '../http/tracing-headers.ts';

const EXPOSED_HEADERS = ['Retry-After', 'WWW-Authenticate', 'X-Request-ID', ERROR_CODE_HEADER];

/** A preflight does not name the client: the answer itself decides which origin may read it. */
const preflight = cors({
  origin: (origin) => origin,
  allowHeaders: ['Authorization', 'Content-Type', ...TRACING_HEADERS],
  maxAge: 3600,
});

/**
 * Only the origins that the client registered may read the answer. Errors before the client is known contain nothing
 * confidential, and every origin may read them: otherwise a script would only see "network error".
 */
export const readableByClient: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next);
  await next();
  const origin = c.req.header('Origin');
  if (origin === undefined) return;
  const { corsOrigins } = c.var;
  if (corsOrigins === undefined) allowOrigin(c, '*');
  else if (corsOrigins.includes(origin)) allowOrigin(c, origin);
};

/** Every origin may read the answer: these endpoints ignore cookies, so the script must have the token itself. */
export const readableByEverybody: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next);
  await next();
  allowOrigin(c, '*');
};

function allowOrigin({ res: { headers } }: Context, origin: string): void {
  headers.set('Access-Control-Allow-Origin', origin);
  headers.set('Access-Control-Expose-Headers', EXPOSED_HEADERS.join(','));
  headers.append('Vary', 'Origin');
}

/** Called once the client is known. */
export function allowClientOrigin(c: HttpContext, client: Client): void {
  c.set('corsOrigins', client.allowedOrigins);
}
