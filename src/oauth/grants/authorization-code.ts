/** The authorization code grant (RFC 6749 section 4.1.3, OIDC Core section 3.1.3). */

import { actorOf, holderOf } from '../../domain/access/guests.ts';
import { isUsable, type Principal, toPrincipal } from '../../domain/access/principals.ts';
import { type AuthorizationCodeRow, authorizationCodeByValue } from '../../domain/authorization/codes.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { NO_FACTS } from '../../domain/explanations/steps.ts';
import { type IssuedTokens, redeem } from '../../domain/tokens/issuing.ts';
import type { NewRefreshToken } from '../../domain/tokens/refresh-tokens.ts';
import { revokeFamily } from '../../domain/tokens/revocation.ts';
import { after } from '../../domain/unit-of-work/unit-of-work.ts';
import { newSecret } from '../../lib/secrets.ts';
import { OAuthError } from '../errors.ts';
import { required, splitList } from '../params.ts';
import { assertCodeVerifier } from '../pkce.ts';
import { grantedAudience } from '../resource-indicators.ts';
import { userTokenResponse } from '../tokens/response.ts';
import { type GrantCheck, runChecks, seenOfPerson } from './check.ts';
import type { Exchange, Grant } from './grant.ts';

export const authorizationCode: Grant<AuthorizationCodeRow> = {
  type: 'authorization_code',
  find: async (parameters) => {
    const [code = ''] = required(parameters, 'code', 'redirect_uri');
    return authorizationCodeByValue(code);
  },
  exchange: async (exchange) => {
    const { context, client } = exchange;
    const code = withinRegistration(client, codeOfClient(exchange));
    const principal = toPrincipal(code);
    await runChecks(context.steps, CHECKS, { ...exchange, code, principal });
    const issued = await redeemCode(exchange, code, principal);
    if (!issued) return refuseReplay(exchange, code);
    return userTokenResponse(context, { client, principal, issued, scopes: code.scopes, authentication: code });
  },
};

interface CodeInput extends Exchange<AuthorizationCodeRow> {
  code: AuthorizationCodeRow;
  principal: Principal;
}

const CHECKS: readonly GrantCheck<CodeInput>[] = [
  // Also after the code expired: the tokens of its first use live longer than the code.
  { name: 'code_unused', check: checkUnused },
  {
    name: 'code_expiry',
    check: checkExpiry,
    facts: ({ code, context: { now } }) => ({ expiresAt: code.expiresAt, now }),
  },
  {
    name: 'code_redirect_uri',
    check: checkRedirectUri,
    facts: ({ code, parameters }) => ({ requested: code.redirectUri, sent: parameters.get('redirect_uri') }),
  },
  { name: 'scopes_left', check: checkScopes, facts: ({ client }) => ({ registered: client.scopes }) },
  {
    name: 'code_verifier',
    check: ({ code, parameters }) => assertCodeVerifier(code, parameters.get('code_verifier')),
    facts: ({ code, parameters }) => ({
      isChallenged: code.codeChallenge !== null,
      method: code.codeChallengeMethod,
      isVerifierSent: parameters.has('code_verifier'),
    }),
  },
  { name: 'person_active', check: checkPerson, facts: ({ principal }) => seenOfPerson(principal) },
];

/**
 * RFC 6749 section 4.1.3: "ensure that the authorization code was issued to the authenticated confidential client, or
 * if the client is public, ensure that the code was issued to client_id in the request"
 */
function codeOfClient({ context: { steps }, client, artefact }: Exchange<AuthorizationCodeRow>): AuthorizationCodeRow {
  const code = steps.check('code_known', NO_FACTS, () => {
    if (!artefact) throw invalidCode('unknown code');
    return artefact;
  });
  return steps.check('code_of_client', NO_FACTS, () => {
    if (code.clientId !== client.id) throw invalidCode('code of another client');
    return code;
  });
}

/** The client may have lost scopes since the code was issued, or since its person was asked. */
function withinRegistration(client: Client, code: AuthorizationCodeRow): AuthorizationCodeRow {
  return { ...code, scopes: code.scopes.filter((scope) => client.scopes.includes(scope)) };
}

async function checkUnused({ code, ...exchange }: CodeInput): Promise<void> {
  if (code.consumed) await refuseReplay(exchange, code);
}

/** The same section: "verify that the authorization code is valid" */
function checkExpiry({ context, code }: CodeInput): void {
  if (code.expiresAt <= context.now) throw invalidCode('expired code');
}

/** "ensure that the redirect_uri […] are identical" */
function checkRedirectUri({ parameters, code }: CodeInput): void {
  if (code.redirectUri !== parameters.get('redirect_uri')) throw invalidCode('other redirect_uri');
}

function checkScopes({ code }: CodeInput): void {
  if (code.scopes.length === 0) throw invalidCode('the client lost its scopes');
}

function checkPerson({ principal }: CodeInput): void {
  if (!isUsable(principal)) throw invalidCode('account closed');
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
    audience: context.steps.check(
      'token_resource',
      () => ({
        requested: splitList(parameters.get('resource')),
        granted: code.resources,
        registered: client.resources,
      }),
      () => grantedAudience(parameters, client, code.resources, context.config),
    ),
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
  context.steps.failed('code_unused', () => ({ expiresAt: code.expiresAt }));
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
