/** The authorization code grant (RFC 6749 section 4.1.3, OIDC Core section 3.1.3). */

import { actorOf, holderOf } from '../../domain/access/guests.ts';
import { isUsable, type Principal, toPrincipal } from '../../domain/access/principals.ts';
import { type AuthorizationCodeRow, authorizationCodeByValue } from '../../domain/authorization/codes.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { type IssuedTokens, redeem } from '../../domain/tokens/issuing.ts';
import type { NewRefreshToken } from '../../domain/tokens/refresh-tokens.ts';
import { revokeFamily } from '../../domain/tokens/revocation.ts';
import { after } from '../../domain/unit-of-work/unit-of-work.ts';
import { newSecret } from '../../lib/secrets.ts';
import { OAuthError } from '../errors.ts';
import { required } from '../params.ts';
import { assertCodeVerifier } from '../pkce.ts';
import { grantedAudience } from '../resource-indicators.ts';
import { userTokenResponse } from '../tokens/response.ts';
import type { Exchange, Grant } from './grant.ts';

export const authorizationCode: Grant<AuthorizationCodeRow> = {
  type: 'authorization_code',
  find: async (parameters) => {
    const [code = ''] = required(parameters, 'code', 'redirect_uri');
    return authorizationCodeByValue(code);
  },
  exchange: async (exchange) => {
    const { context, client, parameters } = exchange;
    const code = withinRegistration(client, codeOfClient(exchange));
    // Also after the code expired: the tokens of its first use live longer than the code.
    if (code.consumed) return refuseReplay(exchange, code);
    checkCode(exchange, code);
    if (code.scopes.length === 0) throw invalidCode('the client lost its scopes');
    await assertCodeVerifier(code, parameters.get('code_verifier'));
    const principal = toPrincipal(code);
    if (!isUsable(principal)) throw invalidCode('account closed');
    const issued = await redeemCode(exchange, code, principal);
    if (!issued) return refuseReplay(exchange, code);
    return userTokenResponse(context, { client, principal, issued, scopes: code.scopes, authentication: code });
  },
};

/**
 * RFC 6749 section 4.1.3: "ensure that the authorization code was issued to the authenticated confidential client, or
 * if the client is public, ensure that the code was issued to client_id in the request"
 */
function codeOfClient({ client, artefact }: Exchange<AuthorizationCodeRow>): AuthorizationCodeRow {
  if (!artefact) throw invalidCode('unknown code');
  if (artefact.clientId !== client.id) throw invalidCode('code of another client');
  return artefact;
}

/** The client may have lost scopes since the code was issued, or since its person was asked. */
function withinRegistration(client: Client, code: AuthorizationCodeRow): AuthorizationCodeRow {
  return { ...code, scopes: code.scopes.filter((scope) => client.scopes.includes(scope)) };
}

/**
 * The same section: "verify that the authorization code is valid, and ensure that the redirect_uri […] are identical"
 */
function checkCode({ context, parameters }: Exchange<AuthorizationCodeRow>, code: AuthorizationCodeRow): void {
  if (code.expiresAt <= context.now) throw invalidCode('expired code');
  if (code.redirectUri !== parameters.get('redirect_uri')) throw invalidCode('other redirect_uri');
}

/** @returns null when the code was used meanwhile */
async function redeemCode(
  { context, client, parameters }: Exchange<AuthorizationCodeRow>,
  code: AuthorizationCodeRow,
  principal: Principal,
): Promise<IssuedTokens | null> {
  const tenant = context.openTenant(client.organisationId, { ...actorOf(principal), clientId: client.id });
  return redeem(tenant, {
    client,
    artefact: { kind: 'authorization_code', id: code.id },
    holder: holderOf(principal),
    scopes: code.scopes,
    audience: grantedAudience(parameters, client, code.resources, context.config),
    familyId: code.id,
    claims: code.claims,
    refresh: firstRefreshToken(client, code, context.now),
  });
}

/**
 * RFC 6749 section 4.1.2: "If an authorization code is used more than once, the authorization server MUST deny the
 * request and SHOULD revoke (when possible) all tokens previously issued based on that authorization code."
 */
async function refuseReplay(
  { context, client }: Exchange<AuthorizationCodeRow>,
  code: AuthorizationCodeRow,
): Promise<never> {
  const tenant = context.openTenant(client.organisationId, { ...actorOf(toPrincipal(code)), clientId: client.id });
  await revokeFamily(tenant, code.id, { failure: 'authorization_code_replay' });
  throw invalidCode('used code');
}

/** OIDC Core section 11: a refresh token only with the scope offline_access. */
function firstRefreshToken(client: Client, code: AuthorizationCodeRow, now: Date): NewRefreshToken | null {
  if (!code.scopes.includes('offline_access') || !client.grantTypes.includes('refresh_token')) return null;
  const familyExpiresAt = after(now, client.refreshFamilyLifetime);
  return { facts: code, values: [newSecret('refreshToken')], familyExpiresAt };
}

function invalidCode(log: string): OAuthError {
  return new OAuthError('invalid_grant', 'Invalid or expired authorization code', { log });
}
