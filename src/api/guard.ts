/** What every request that changes something must show before its handler runs. */
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { assertCsrfToken, assertSameOrigin } from '../http/csrf.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { readBearerToken } from '../http/middleware/authentication.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Ends a session at worst, or needs none: no token is asked for (behaviour.md section 4). */
const WITHOUT_TOKEN = /^\/v1\/(auth|public)\//;

export const guardUnsafeRequests: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (!SAFE_METHODS.has(c.req.method)) {
    const { ISSUER_URL, ADMIN_WEB_ORIGIN, ADMIN_WEB_INTERNAL_ORIGIN, LOGIN_UI_URL } = c.var.context.config;
    const loginOrigin = LOGIN_UI_URL && new URL(LOGIN_UI_URL).origin;
    assertSameOrigin(c, [new URL(ISSUER_URL).origin, ADMIN_WEB_ORIGIN, ADMIN_WEB_INTERNAL_ORIGIN, loginOrigin]);
    assertJson(c);
    if (isCookieRequest(c) && !WITHOUT_TOKEN.test(c.req.path)) await assertCsrfToken(c, c.req.header('X-CSRF-Token'));
  }
  await next();
};

/** A form of another site cannot send JSON without asking first (gaps.md S26). */
function assertJson(c: HttpContext): void {
  const type = c.req.header('Content-Type');
  if (type !== undefined && !/^application\/(\w+\+)?json\b/i.test(type)) {
    throw new AppError('unsupported_media_type', 'The body must be application/json');
  }
}

/** Whether the cookie is what authenticates: an Authorization header counts only when it holds a bearer token. */
function isCookieRequest(c: HttpContext): boolean {
  return readBearerToken(c) === undefined && readSessionCookie(c) !== undefined;
}
