/** Which scripts may read an answer of the endpoints that browsers call (OAuth 2.1 section 3.2, RFC 7009 section 2.3). */
import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Client } from '../domain/clients/clients.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { TRACING_HEADERS } from '../http/tracing-headers.ts';

const EXPOSED_HEADERS = ['Retry-After', 'WWW-Authenticate', 'X-Request-ID'];

/** A preflight speaks of no client yet: which origin may read an answer is decided with the answer. */
const preflight = cors({
  origin: (origin) => origin,
  allowHeaders: ['Authorization', 'Content-Type', ...TRACING_HEADERS],
  maxAge: 3600,
});

/**
 * The answer is for the origins that the client registered, and for no other. Until the client is known it says nothing
 * that belongs to anybody, so every origin may read what was wrong: else a script is told no more than "network error".
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

/** No cookies count there, so every origin may read what the token's holder may read. */
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

/** To be called once the client is known. */
export function allowClientOrigin(c: HttpContext, client: Client): void {
  c.set('corsOrigins', client.allowedOrigins);
}
