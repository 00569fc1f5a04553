/** Which scripts may read an answer of the endpoints that browsers call (OAuth 2.1 section 3.2, RFC 7009 section 2.3). */
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Client } from '../domain/clients.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';

/** A preflight speaks of no client yet: which origin may read an answer is decided with the answer. */
export const preflight: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (c.req.method !== 'OPTIONS') return next();
  return cors({ origin: (origin) => origin, allowHeaders: ['Authorization', 'Content-Type'], maxAge: 3600 })(c, next);
};

/** The origins that the client registered, and no other. */
export function allowClientOrigin(c: HttpContext, client: Client): void {
  const origin = c.req.header('Origin');
  if (origin !== undefined && client.allowedOrigins.includes(origin)) {
    c.header('Access-Control-Allow-Origin', origin);
    c.header('Vary', 'Origin', { append: true });
  }
}
