/** The userinfo endpoint (OIDC Core section 5.3). One round trip. */
import { isUsable, toPrincipal } from '../../domain/principals.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { readBearerToken, resolveAccessToken } from '../../http/middleware/authentication.ts';
import { OAuthError } from '../errors.ts';
import { claimsOf } from '../tokens/claims.ts';

export async function userinfo(c: HttpContext): Promise<Response> {
  // No cookies count here, so every origin may read what the token's holder may read.
  c.header('Access-Control-Allow-Origin', '*');
  const token = readBearerToken(c);
  if (!token) throw new OAuthError('invalid_token', 'Authentication required');
  const found = await resolveAccessToken(c, token);
  if (!found) throw new OAuthError('invalid_token', 'Invalid or expired token');
  const principal = toPrincipal(found.principal);
  if (!isUsable(principal)) {
    throw new OAuthError('invalid_token', 'Invalid or expired token', { log: 'account closed' });
  }
  assertOpenid(found.scopes);
  c.header('Cache-Control', 'no-store');
  return c.json({ sub: principal.user.id, ...claimsOf(principal.user, found.scopes) });
}

/** OIDC Core section 5.3: the access token comes from an OpenID authentication; RFC 6750 section 3.1. */
function assertOpenid(scopes: readonly string[]): void {
  if (!scopes.includes('openid')) throw new OAuthError('insufficient_scope', 'The openid scope is required');
}
