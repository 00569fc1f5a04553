/** Opens every request: an id, a context and security headers; closes the context after the answer. */
import { createMiddleware } from 'hono/factory';
import { openRequestContext } from '../../deps.ts';
import { type Env, parseEnv } from '../../env.ts';
import { traceparentOf } from '../../platform/tracing/request-trace.ts';
import type { HonoEnv, HttpContext } from '../hono-env.ts';
import { recordRequest } from '../request-record.ts';
import { serverTiming, withoutTimes } from '../server-timing.ts';

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

export function openRequest() {
  return createMiddleware<HonoEnv>(async (c, next) => {
    const { tracing } = c.executionCtx as { tracing?: Tracing };
    const context = openRequestContext(parseEnv(c.env), requestId(c), c.req.raw, tracing);
    c.set('context', context);
    // Registered before the work starts: the context is closed in order even if the client disconnects.
    const done = Promise.withResolvers<void>();
    c.executionCtx.waitUntil(done.promise.then(() => context.close()));
    try {
      await context.run(next);
    } finally {
      done.resolve();
    }
    const { headers } = c.res;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value);
    headers.set('X-Request-ID', context.id);
    if (context.trace.isContinued) headers.set('traceparent', traceparentOf(context.trace));
    const timing = serverTiming(c);
    if (timing !== null) headers.set('Server-Timing', timing);
    recordRequest(c);
  });
}

/**
 * The headers of cached JSON documents, which have no request context. Headers that only old browsers need for pages
 * are left out: each header costs about one hundredth of the response time.
 */
export function cachedDocumentHeaders(config: Env): Readonly<Record<string, string>> {
  const timing = withoutTimes(config, 0);
  return timing === null ? DOCUMENT_HEADERS : { ...DOCUMENT_HEADERS, 'Server-Timing': timing };
}

/** The caller's id is kept when it cannot forge log lines. */
function requestId(c: HttpContext): string {
  const given = c.req.header('X-Request-ID');
  return given && /^[\w.-]{8,128}$/.test(given) ? given : crypto.randomUUID();
}
