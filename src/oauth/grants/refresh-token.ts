/**
 * The refresh token grant (RFC 6749 section 6, OIDC Core section 12), rotating with reuse detection (RFC 9700 4.14).
 */
import { actorOf, holderOf } from '../../domain/access/guests.ts';
import { isUsable, type Principal, toPrincipal } from '../../domain/access/principals.ts';
import { NO_FACTS, type Seen } from '../../domain/explanations/steps.ts';
import { type IssuedTokens, redeem } from '../../domain/tokens/issuing.ts';
import { type RefreshTokenRow, refreshTokenByValue, successorValues } from '../../domain/tokens/refresh-tokens.ts';
import { revokeFamily } from '../../domain/tokens/revocation.ts';
import { after } from '../../domain/unit-of-work/unit-of-work.ts';
import { OAuthError } from '../errors.ts';
import { printable, required, splitList } from '../params.ts';
import { grantedAudience } from '../resource-indicators.ts';
import { userTokenResponse } from '../tokens/response.ts';
import { seenOfPerson } from './check.ts';
import type { Exchange, Grant } from './grant.ts';

export const refreshToken: Grant<RefreshTokenRow> = {
  type: 'refresh_token',
  find: async (parameters) => {
    const [token = ''] = required(parameters, 'refresh_token');
    return refreshTokenByValue(token);
  },
  exchange: async (exchange) => {
    const { context, client } = exchange;
    const token = tokenOfClient(exchange);
    const { steps, now } = context;
    steps.check(
      'refresh_token_expiry',
      () => ({ expiresAt: token.expiresAt, now }),
      () => checkExpiry(token, now),
    );
    const scopes = steps.check(
      'token_scope',
      () => seenOfScopes(exchange, token),
      () => narrowedScopes(exchange, token),
    );
    const principal = toPrincipal(token);
    steps.check(
      'person_active',
      () => seenOfPerson(principal),
      () => checkPerson(principal),
    );
    const issued = await rotate(exchange, token, principal, scopes);
    if (!issued) return refuseReuse(exchange, token);
    // OIDC Core section 12.2: a refreshed ID token has the original auth_time and SHOULD NOT have a nonce.
    const authentication = { ...token, nonce: null };
    return userTokenResponse(context, { client, principal, issued, scopes, authentication });
  },
};

/** RFC 6749 section 6: "validate the refresh token" and "ensure that [it] was issued to the authenticated client". */
function tokenOfClient({ context: { steps }, client, artefact }: Exchange<RefreshTokenRow>): RefreshTokenRow {
  const token = steps.check('refresh_token_known', NO_FACTS, () => {
    if (!artefact) throw invalidToken('unknown refresh token');
    return artefact;
  });
  return steps.check('refresh_token_of_client', NO_FACTS, () => {
    if (token.clientId !== client.id) throw invalidToken('refresh token of another client');
    return token;
  });
}

/** A used token may have expired since: `rotate` decides whether it gets its successor again, or is a replay. */
function checkExpiry({ consumed, expiresAt }: RefreshTokenRow, now: Date): void {
  if (!consumed && expiresAt <= now) throw invalidToken('expired refresh token');
}

function checkPerson(principal: Principal): void {
  if (!isUsable(principal)) throw invalidToken('account closed');
}

function seenOfScopes({ client, parameters }: Exchange<RefreshTokenRow>, { scopes }: RefreshTokenRow): Seen {
  return { requested: splitList(parameters.get('scope')), granted: scopes, registered: client.scopes };
}

/** @returns null when the token was used before, outside of its grace period */
async function rotate(
  { context, client, parameters }: Exchange<RefreshTokenRow>,
  token: RefreshTokenRow,
  principal: Principal,
  scopes: string[],
): Promise<IssuedTokens | null> {
  const tenant = context.openTenant(client.organisationId, { ...actorOf(principal), clientId: client.id });
  const [presented = ''] = required(parameters, 'refresh_token');
  return redeem(tenant, {
    client,
    artefact: { kind: 'refresh_token', id: token.id },
    holder: holderOf(principal),
    scopes,
    audience: context.steps.check(
      'token_resource',
      () => ({
        requested: splitList(parameters.get('resource')),
        granted: token.resources,
        registered: client.resources,
      }),
      () => grantedAudience(parameters, client, token.resources, context.config),
    ),
    familyId: token.familyId,
    claims: token.claims,
    refresh: {
      facts: token,
      values: await successorValues(context.box, presented),
      familyExpiresAt: token.familyExpiresAt ?? after(context.now, client.refreshFamilyLifetime),
    },
  });
}

/** RFC 9700 section 4.14.2: reuse of an invalidated token revokes the active one, whoever holds it. */
async function refuseReuse({ context, client }: Exchange<RefreshTokenRow>, token: RefreshTokenRow): Promise<never> {
  context.steps.failed('refresh_token_unused', () => ({ expiresAt: token.expiresAt }));
  const tenant = context.openTenant(client.organisationId, { ...actorOf(toPrincipal(token)), clientId: client.id });
  await revokeFamily(tenant, token.familyId, { failure: 'refresh_token_reuse' });
  throw invalidToken('used refresh token');
}

/**
 * RFC 6749 section 6: "The requested scope MUST NOT include any scope not originally granted". Scopes that the client
 * has lost since are left out; the refresh token keeps all that the person granted.
 */
function narrowedScopes({ client, parameters }: Exchange<RefreshTokenRow>, token: RefreshTokenRow): string[] {
  const requested = splitList(parameters.get('scope'));
  const excess = requested.filter((scope) => !token.scopes.includes(scope));
  if (excess.length > 0) {
    throw new OAuthError('invalid_scope', `The scope was not granted: ${printable(excess.join(' '), 200)}`);
  }
  const scopes = (requested.length > 0 ? requested : token.scopes).filter((scope) => client.scopes.includes(scope));
  if (scopes.length === 0) {
    const names = printable((requested.length > 0 ? requested : token.scopes).join(' '), 200);
    throw new OAuthError('invalid_scope', `The client may no longer ask for this scope: ${names}`);
  }
  return scopes;
}

function invalidToken(log: string): OAuthError {
  return new OAuthError('invalid_grant', 'Invalid or expired refresh token', { log });
}
