/** Authenticates a request: by the token or API key in `Authorization` when there is one, else by the session cookie. */
import type { RequestContext } from '../../deps.ts';
import { assertUsable } from '../../domain/access/principals.ts';
import { assertAllowedNetwork, findApiKey, isUseDue, recordUse } from '../../domain/api-keys/presented-keys.ts';
import { mayUseApi } from '../../domain/clients/clients.ts';
import { type Caller, callerByApiKey, callerBySession, callerByToken } from '../../domain/credentials/callers.ts';
import { findSession, isTouchDue, touchSession } from '../../domain/sessions/sessions.ts';
import { type AccessTokenKey, findAccessToken, isOwnApi } from '../../domain/tokens/access-tokens.ts';
import { AppError } from '../../errors.ts';
import { hasPrefix, looksLikeSecret } from '../../lib/secrets.ts';
import { clearSessionCookies, readSessionCookie } from '../cookies.ts';
import type { HttpContext, SessionAuthentication } from '../hono-env.ts';

interface Options {
  /** Whether to accept a session that may only set up a second factor. */
  includeEnrolment?: boolean;
}

/**
 * One round trip.
 * @throws unauthorized when there is no credential, or it is invalid or expired
 */
export async function authenticate(c: HttpContext, options: Options = {}): Promise<Caller> {
  const bearer = readBearerToken(c);
  if (!bearer) return authenticateSession(c, options);
  return hasPrefix('apiKey', bearer) ? authenticateApiKey(c, bearer) : authenticateBearer(c, bearer);
}

export function enrolmentRequired(): AppError {
  const extensions = { requiresEnrollment: true };
  return new AppError('unauthorized', 'MFA enrollment required before logging in', { extensions });
}

/** RFC 6750 section 2.1; the scheme is case-insensitive. */
export function readBearerToken(c: HttpContext): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
}

/**
 * RFC 9068 section 4: "The resource server MUST validate that the aud claim contains a resource indicator value
 * corresponding to an identifier the resource server expects for itself."
 */
async function authenticateBearer(c: HttpContext, value: string): Promise<Caller> {
  const token = await resolveAccessToken(c, value);
  if (!token) throw new AppError('unauthorized', 'Invalid or expired token');
  const { ISSUER_URL } = c.var.context.config;
  // A third party that may no longer request such a token cannot use those that were issued before either.
  if (!mayUseApi(token.client) || !token.audience.some((name) => isOwnApi(name, ISSUER_URL))) {
    throw new AppError('unauthorized', `The token is not meant for this API: ask for one with resource=${ISSUER_URL}`);
  }
  assertUsable(token);
  return callerByToken(token);
}

/** One round trip, and another one a minute in the background. */
async function authenticateApiKey(c: HttpContext, text: string): Promise<Caller> {
  const { context } = c.var;
  const key = await findApiKey(context.system, text);
  if (!key) throw new AppError('unauthorized', 'Invalid or expired API key');
  const caller = callerByApiKey(key);
  assertUsable(caller);
  assertAllowedNetwork(key, context.origin.ipAddress);
  if (isUseDue(key, context.now)) context.background(recordUse(context.openTenant(key.organisation.id, {}), key.id));
  return caller;
}

/** An access token of ours, for any audience. One round trip. */
export async function resolveAccessToken({ var: { context } }: HttpContext, token: string) {
  const key = await accessTokenKey(context, token);
  return key && findAccessToken(context.system, key);
}

/**
 * The key by which the database finds an access token; null for a JWT (RFC 9068) with an invalid signature, or an
 * expired one. No round trip, unless the signing keys are not cached.
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

/** Authenticates by the session cookie alone. One round trip. @throws unauthorized */
export async function authenticateSession(c: HttpContext, { includeEnrolment = false }: Options = {}) {
  const token = readSessionCookie(c);
  if (!token) throw new AppError('unauthorized', 'Authentication required');
  const authentication = await findSession(c.var.context.system, token, { includeEnrolment: true });
  if (!authentication) {
    clearSessionCookies(c);
    throw new AppError('unauthorized', 'Invalid or expired session');
  }
  touch(c, authentication);
  const caller = callerBySession(authentication);
  assertUsable(caller);
  if (authentication.session.kind === 'enrolment' && !includeEnrolment) throw enrolmentRequired();
  return caller;
}

/** Records that the session was used: in the background, and at most once a minute. */
export function touch(c: HttpContext, { session, principal }: SessionAuthentication): void {
  const { context } = c.var;
  if (!isTouchDue(session, context.now)) return;
  const tenant = context.openTenant(session.organisationId, { userId: principal.user.id });
  context.background(touchSession(tenant, session.id));
}
