/** Who is asking: a bearer token when there is one, else the session cookie. */
import { assertUsable, toPrincipal } from '../../domain/principals.ts';
import { findSession, isTouchDue, touchSession } from '../../domain/sessions.ts';
import { findAccessToken } from '../../domain/tokens.ts';
import { AppError } from '../../errors.ts';
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

/** An access token of ours (RFC 9068), checked by signature first and then against the database. */
export async function resolveAccessToken(c: HttpContext, token: string) {
  const { keys, system, config, now } = c.var.context;
  const expected = { typ: 'at+jwt', issuer: config.ISSUER_URL, now };
  const claims = await keys.verify(system.db, token, expected).catch((error) => {
    if (isJoseError(error)) return null;
    throw error;
  });
  return claims?.jti ? findAccessToken(system, claims.jti) : null;
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
