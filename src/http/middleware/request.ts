/** The frame of every request: an id, a context, security headers, and an end to everything it opened. */
import { createMiddleware } from 'hono/factory';
import { openRequestContext } from '../../deps.ts';
import { type Env, parseEnv } from '../../env.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';

const DOCUMENT_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=15552000; includeSubDomains',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  ...DOCUMENT_HEADERS,
  'X-Frame-Options': 'DENY',
  'X-XSS-Protection': '0',
  'Referrer-Policy': 'no-referrer',
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
    for (const [name, value] of Object.entries(timing(context.config, context.db.flights))) headers.set(name, value);
  });
}

/**
 * For JSON that is the same for every request, and is made outside of their frames. What only old browsers need to know
 * of pages is left out: each header costs whoever asks a hundredth of the whole answer.
 */
export function unframedHeaders(config: Env): Record<string, string> {
  return { ...DOCUMENT_HEADERS, ...timing(config, 0) };
}

function timing({ ENVIRONMENT }: Env, flights: number): Record<string, string> {
  return ENVIRONMENT === 'production' ? {} : { 'Server-Timing': `db;desc="${flights} round trips"` };
}

/** The caller's id is kept when it cannot forge log lines (gaps.md S32). */
function requestId(c: HttpContext): string {
  const given = c.req.header('X-Request-ID');
  return given && /^[\w.-]{8,128}$/.test(given) ? given : crypto.randomUUID();
}
