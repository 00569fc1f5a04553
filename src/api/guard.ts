/** What every request that changes something must show before its handler runs. */
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { assertCsrfToken, assertSameOrigin } from '../http/csrf.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { readBearerToken } from '../http/middleware/authentication.ts';
import { trustedOrigins } from '../http/origins.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/**
 * Ends a session at worst, or needs none: no token is asked for (behaviour.md section 4). Where the body decides whether
 * a session counts, the handler asks.
 */
const WITHOUT_TOKEN = /^\/v1\/(auth|public)\//;

export const guardUnsafeRequests: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (!SAFE_METHODS.has(c.req.method)) {
    const isBearer = readBearerToken(c) !== undefined;
    // Who sends a bearer token was given it: no browser adds one by itself, whatever page it shows.
    if (!isBearer) assertSameOrigin(c, [...trustedOrigins(c.var.context.config)]);
    assertJson(c);
    const isCookieRequest = !isBearer && readSessionCookie(c) !== undefined;
    if (isCookieRequest && !WITHOUT_TOKEN.test(c.req.path)) await assertOwnRequest(c);
  }
  await next();
};

/** @throws forbidden unless it shows the token of this browser's session */
export async function assertOwnRequest(c: HttpContext): Promise<void> {
  await assertCsrfToken(c, await givenToken(c));
}

/** In the header, or for clients that cannot set one in the body. */
async function givenToken(c: HttpContext): Promise<string | undefined> {
  const header = c.req.header('X-CSRF-Token');
  if (header !== undefined) return header;
  const body: unknown = await c.req.json().catch(() => null);
  const token = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)._csrf : undefined;
  return typeof token === 'string' ? token : undefined;
}

/** A form of another site cannot send JSON without asking first (gaps.md S26). */
function assertJson(c: HttpContext): void {
  const type = c.req.header('Content-Type');
  if (type !== undefined && !/^application\/(\w+\+)?json\b/i.test(type)) {
    throw new AppError('unsupported_media_type', 'The body must be application/json');
  }
}
