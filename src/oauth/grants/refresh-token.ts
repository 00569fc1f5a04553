/** The refresh token grant (RFC 6749 section 6, OIDC Core section 12), rotating with reuse detection (RFC 9700 4.14). */
import { isUsable, toPrincipal } from '../../domain/principals.ts';
import { type RefreshTokenRow, redeem, refreshTokenByValue, revokeFamily } from '../../domain/tokens.ts';
import { OAuthError } from '../errors.ts';
import { required, splitList } from '../params.ts';
import { userTokenResponse } from '../tokens/response.ts';
import type { Exchange, Grant } from './grant.ts';

export const refreshToken: Grant<RefreshTokenRow> = {
  type: 'refresh_token',
  find: async (parameters) => {
    const [token = ''] = required(parameters, 'refresh_token');
    return refreshTokenByValue(token);
  },
  exchange: async (exchange) => {
    const { context, client } = exchange;
    const token = ownToken(exchange);
    // Also after its time: what was rotated from it may be alive.
    if (token.consumed) return reused(exchange, token);
    if (token.expiresAt <= context.now) throw invalidToken('expired refresh token');
    const scopes = narrowedScopes(exchange, token);
    const principal = toPrincipal(token);
    if (!isUsable(principal)) throw invalidToken('account closed');
    const tenant = context.openTenant(client.organisationId, { userId: principal.user.id, clientId: client.id });
    const issued = await redeem(tenant, {
      client,
      artefact: { kind: 'refresh_token', id: token.id },
      userId: principal.user.id,
      scopes,
      audience: client.clientId,
      familyId: token.familyId,
      claims: token.claims,
      refresh: token,
    });
    if (!issued) return reused(exchange, token);
    // OIDC Core section 12.2: a refreshed ID token has the original auth_time and SHOULD NOT have a nonce.
    const authentication = { ...token, nonce: null };
    return userTokenResponse(context, { client, principal, issued, scopes, authentication });
  },
};

/** RFC 6749 section 6: "validate the refresh token" and "ensure that [it] was issued to the authenticated client". */
function ownToken({ client, artefact }: Exchange<RefreshTokenRow>): RefreshTokenRow {
  if (!artefact) throw invalidToken('unknown refresh token');
  if (artefact.clientId !== client.id) throw invalidToken('refresh token of another client');
  return artefact;
}

/** RFC 9700 section 4.14.2: reuse of an invalidated token revokes the active one, whoever holds it. */
async function reused({ context, client }: Exchange<RefreshTokenRow>, token: RefreshTokenRow): Promise<never> {
  const tenant = context.openTenant(client.organisationId, { userId: token.user.id, clientId: client.id });
  await revokeFamily(tenant, token.familyId, { failure: 'refresh_token_reuse' });
  throw invalidToken('used refresh token');
}

/** RFC 6749 section 6: "The requested scope MUST NOT include any scope not originally granted". */
function narrowedScopes({ parameters }: Exchange<RefreshTokenRow>, token: RefreshTokenRow): string[] {
  const requested = splitList(parameters.get('scope'));
  if (requested.length === 0) return token.scopes;
  if (!requested.every((scope) => token.scopes.includes(scope))) {
    throw new OAuthError('invalid_scope', 'The scope exceeds what was granted');
  }
  return requested;
}

function invalidToken(log: string): OAuthError {
  return new OAuthError('invalid_grant', 'Invalid or expired refresh token', { log });
}
