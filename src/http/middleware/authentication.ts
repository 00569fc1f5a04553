/** Who is asking: a bearer token when there is one, else the session cookie. */
import type { RequestContext } from '../../deps.ts';
import { type AccessTokenKey, findAccessToken } from '../../domain/access-tokens.ts';
import { assertUsable, toPrincipal } from '../../domain/principals.ts';
import { findSession, isTouchDue, touchSession } from '../../domain/sessions.ts';
import { AppError } from '../../errors.ts';
import { looksLikeSecret } from '../../lib/secrets.ts';
import { clearSessionCookies, readSessionCookie } from '../cookies.ts';
import type { Authentication, HttpContext } from '../hono-env.ts';

/**
 * One round trip.
 * @param includeEnrolment whether a session that may only set up a second factor will do
 * @throws unauthorized when there is no credential, or it is not good any more
 */
export async function authenticate(c: HttpContext, { includeEnrolment = false } = {}): Promise<Authentication> {
  const bearer = readBearerToken(c);
  const authentication = bearer ? await authenticateBearer(c, bearer) : await authenticateSession(c);
  assertUsable(authentication.principal);
  if (authentication.session?.kind === 'enrolment' && !includeEnrolment) throw enrolmentRequired();
  return authentication;
}

export function enrolmentRequired(): AppError {
  const extensions = { requiresEnrollment: true };
  return new AppError('unauthorized', 'MFA enrollment required before logging in', { extensions });
}

/** RFC 6750 section 2.1; the scheme is case-insensitive. */
export function readBearerToken(c: HttpContext): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
}

async function authenticateBearer(c: HttpContext, token: string): Promise<Authentication> {
  const found = await resolveAccessToken(c, token);
  if (!found) throw new AppError('unauthorized', 'Invalid or expired token');
  return { principal: toPrincipal(found.principal), session: null };
}

/** An access token of ours that is good for our own endpoints. One round trip. */
export async function resolveAccessToken({ var: { context } }: HttpContext, token: string) {
  const key = await accessTokenKey(context, token);
  return key && findAccessToken(context.system, key, context.config.ISSUER_URL);
}

/**
 * By what the database knows an access token. A JWT (RFC 9068) is one of ours when its signature says so; null when it
 * is not, or its time is over. No round trip, but for a key that is not at hand.
 */
export async function accessTokenKey(
  { keys, system, config, now }: RequestContext,
  token: string,
): Promise<AccessTokenKey | null> {
  if (looksLikeSecret('accessToken', token)) return { opaque: token };
  const expected = { typ: 'at+jwt', issuer: config.ISSUER_URL, now };
  const claims = await keys.verify(system.db, token, expected).catch((error) => {
    if (isJoseError(error)) return null;
    throw error;
  });
  return typeof claims?.jti === 'string' ? { jti: claims.jti } : null;
}

function isJoseError(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === 'string' && (error as { code: string }).code.startsWith('ERR_J');
}

async function authenticateSession(c: HttpContext): Promise<Authentication> {
  const token = readSessionCookie(c);
  if (!token) throw new AppError('unauthorized', 'Authentication required');
  const found = await findSession(c.var.context.system, token, { includeEnrolment: true });
  if (!found) {
    clearSessionCookies(c);
    throw new AppError('unauthorized', 'Invalid or expired session');
  }
  touch(c, found);
  return found;
}

/** Off the way of the answer, and at most once a minute. */
export function touch(c: HttpContext, { session, principal }: Authentication): void {
  const { context } = c.var;
  if (!session || !isTouchDue(session, context.now)) return;
  const tenant = context.openTenant(principal.organisation.id, { userId: principal.user.id });
  context.background(touchSession(tenant, session.id));
}
