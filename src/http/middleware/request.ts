/** The frame of every request: an id, a context, security headers, and an end to everything it opened. */
import { createMiddleware } from 'hono/factory';
import { openRequestContext } from '../../deps.ts';
import { parseEnv } from '../../env.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-XSS-Protection': '0',
  'Strict-Transport-Security': 'max-age=15552000; includeSubDomains',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

export function frameRequest() {
  return createMiddleware<HonoEnv>(async (c, next) => {
    const context = openRequestContext(parseEnv(c.env), requestId(c), c.req.raw);
    c.set('context', context);
    // Registered before the work starts: when the caller hangs up, what it asked for still ends in order.
    const done = Promise.withResolvers<void>();
    c.executionCtx.waitUntil(done.promise.then(() => context.close()));
    try {
      await next();
    } finally {
      done.resolve();
    }
    const { headers } = c.res;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value);
    headers.set('X-Request-ID', context.id);
    if (context.config.ENVIRONMENT !== 'production') {
      headers.set('Server-Timing', `db;desc="${context.db.flights} round trips"`);
    }
  });
}

/** The caller's id is kept when it cannot forge log lines (gaps.md S32). */
function requestId(c: HttpContext): string {
  const given = c.req.header('X-Request-ID');
  return given && /^[\w.-]{8,128}$/.test(given) ? given : crypto.randomUUID();
}
