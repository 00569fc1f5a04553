/** Checks requests with unsafe methods before their handler: origin, CSRF token and content type. */
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { assertCsrfToken, assertSameOrigin } from '../http/csrf.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { CSRF_MEMBER, readJson } from '../http/input.ts';
import { readBearerToken } from '../http/middleware/authentication.ts';
import { trustedOrigins } from '../http/origins.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/**
 * Paths without a CSRF token: they need no session, or at worst end one. Where the body decides whether the session
 * counts, the handler checks the token.
 */
const WITHOUT_TOKEN = /^\/v1\/(auth|public)\//;

/** @param filesOf the media types of the file that is the body of a request; empty for JSON */
export const guardUnsafeRequests =
  (filesOf: (c: HttpContext) => readonly string[]): MiddlewareHandler<HonoEnv> =>
  async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method)) {
      const isBearer = readBearerToken(c) !== undefined;
      // A browser never adds a bearer token by itself, so such a request cannot be forged by another site.
      if (!isBearer) assertSameOrigin(c, [...trustedOrigins(c.var.context.config)]);
      assertMediaType(c, filesOf(c));
      const isCookieRequest = !isBearer && readSessionCookie(c) !== undefined;
      if (isCookieRequest && !WITHOUT_TOKEN.test(c.req.path)) await assertOwnRequest(c);
    }
    await next();
  };

/** @throws forbidden unless the request has the CSRF token of this browser's session */
export async function assertOwnRequest(c: HttpContext): Promise<void> {
  await assertCsrfToken(c, await givenToken(c));
}

/** The token from the header, or from the body for clients that cannot set a header. */
async function givenToken(c: HttpContext): Promise<string | undefined> {
  const header = c.req.header('X-CSRF-Token');
  if (header !== undefined) return header;
  const body: unknown = await readJson(c).catch(() => null);
  const token = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[CSRF_MEMBER] : undefined;
  return typeof token === 'string' ? token : undefined;
}

/** A form of another site cannot send JSON, CSV or JSON Lines without a preflight. */
function assertMediaType(c: HttpContext, files: readonly string[]): void {
  const type = c.req.header('Content-Type');
  if (files.length > 0) {
    if (type !== undefined && files.includes(mediaTypeOf(type))) return;
    throw new AppError('unsupported_media_type', `The body must be ${files.join(' or ')}`);
  }
  if (type === undefined || /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return;
  c.header('Accept', 'application/json');
  throw new AppError('unsupported_media_type', 'The body must be application/json, as its Content-Type must say');
}

/** Without parameters such as charset. */
function mediaTypeOf(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
