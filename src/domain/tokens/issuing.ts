/**
 * Issues access and refresh tokens.
 * SQL: one statement checks and consumes the code or refresh token, and issues tokens; of concurrent requests one
 * succeeds
 */
import { uuidv7 } from '../../lib/ids.ts';
import { newSecret, sha256 } from '../../lib/secrets.ts';
import { json, type Sql, sql } from '../../platform/database/statement.ts';
import { type Holder, holderValues } from '../access/guests.ts';
import type { ClaimsRequest } from '../authorization/requests.ts';
import { type Client, hasPreviousSecret, RESOURCES_OF_CLIENT, USABLE_CLIENT } from '../clients/clients.ts';
import { EVENT_COLUMNS, type Event, eventValues } from '../events/emit.ts';
import { NEXT_STATUS_NUMBER, type TokenStatus, tokenStatus } from '../status-lists/references.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { lockFamily } from './families.ts';
import { consumeRefreshToken, insertRefreshToken, type NewRefreshToken, repeatSuccessor } from './refresh-tokens.ts';

export interface IssuedTokens {
  jti: string;
  issuedAt: Date;
  expiresAt: Date;
  /** Of the access token (RFC 9068 section 2.2, `aud`). */
  audience: string[];
  /** The value of an opaque access token; null for a JWT. */
  opaque: string | null;
  /** Its place in the status lists; null for an opaque token. */
  status: TokenStatus | null;
  /** Null when none was requested. */
  refreshToken: string | null;
}

/** The code or refresh token that is exchanged; consumed by the statement that issues the tokens. */
export type Artefact = { kind: 'authorization_code' | 'refresh_token'; id: string };

interface AccessTokenRequest {
  client: Client;
  /** Null when the client acts for itself. */
  holder: Holder | null;
  familyId: string | null;
  scopes: string[];
  audience: string[];
  /** The claims requested for userinfo. */
  claims: ClaimsRequest | null;
}

export interface TokenRequest extends AccessTokenRequest {
  holder: Holder;
  familyId: string;
  artefact: Artefact;
  /** Null when no refresh token is to be issued. */
  refresh: NewRefreshToken | null;
}

/**
 * Consumes a code or a refresh token and issues tokens, in one statement and one round trip. A refresh token that was
 * used within the grace period gives another access token, and the same successor.
 * @returns null when it was consumed or revoked before: the caller treats that as a replay
 */
export async function redeem(tenant: Tenant, request: TokenRequest): Promise<IssuedTokens | null> {
  const { client, artefact, refresh, familyId } = request;
  const { issued, columns, tokenId } = await prepareAccessToken(tenant, request);
  const values = refresh?.values ?? [];
  const hashes = await Promise.all(values.map(sha256));
  const again = artefact.kind === 'refresh_token' ? await repeatSuccessor(tenant, client, artefact.id, hashes) : NONE;
  const [, [row]] = await tenant.db.flight(
    lockFamily(familyId),
    sql<{ successor: string | null; status: TokenStatus | null }>`
      WITH used AS (${await consumeArtefact(tenant, artefact)}),
      again AS (${again}),
      token AS (
        INSERT INTO tokens (${TOKEN_COLUMNS})
        SELECT ${columns} FROM (SELECT id FROM used UNION ALL SELECT id FROM again) artefact RETURNING id, status_number
      ),
      refresh AS (${refreshTokenOf(tenant, request, tokenId, hashes)}),
      event AS (
        INSERT INTO audit_logs (${EVENT_COLUMNS})
        SELECT ${eventValues(tenant, issueEvent(request, tokenId))} FROM token WHERE EXISTS (SELECT FROM used)
        UNION ALL SELECT ${eventValues(tenant, repeatEvent(request, tokenId))} FROM token, again
      )
      SELECT (SELECT token FROM again) AS successor, ${tokenStatus(sql`token.status_number`)} AS status FROM token`,
  );
  if (!row) return null;
  const index = row.successor === null ? 0 : hashes.indexOf(row.successor);
  return { ...issued, status: row.status, refreshToken: values[index] ?? null };
}

/** No row of what `repeatSuccessor` answers. */
const NONE = sql`SELECT NULL::uuid AS id, NULL::text AS token WHERE FALSE`;

function refreshTokenOf(tenant: Tenant, request: TokenRequest, accessTokenId: string, [hash]: string[]): Sql {
  const { refresh, artefact } = request;
  if (!refresh || hash === undefined) return sql`SELECT 1`;
  const parentId = artefact.kind === 'refresh_token' ? artefact.id : null;
  return insertRefreshToken(tenant, refresh, hash, { ...request, parentId, accessTokenId });
}

/** RFC 6749 section 4.1.2: of concurrent requests one consumes the code and gets a row. */
async function consumeArtefact(tenant: Tenant, { kind, id }: Artefact): Promise<Sql> {
  if (kind === 'refresh_token') return consumeRefreshToken(tenant, id);
  return sql`
    UPDATE authorization_codes SET revoked_at = ${tenant.now}, updated_at = ${tenant.now}
    WHERE id = ${id} AND revoked_at IS NULL AND expires_at > ${tenant.now}::timestamptz RETURNING id`;
}

/**
 * Issues an access token to a client that acts for itself. The statement checks the client and its credentials again,
 * because the caller may have them from a cache. One round trip.
 * @param request.resources those of the audience that the client must be registered for
 * @param request.opensApi whether the audience includes our own API
 * @returns null when the client may not get this token any more
 */
export async function issueClientToken(
  tenant: Tenant,
  request: { client: Client; scopes: string[]; audience: string[]; resources: string[]; opensApi: boolean },
): Promise<IssuedTokens | null> {
  const { client, scopes, resources, opensApi } = request;
  const nobody = { holder: null, familyId: null, claims: null };
  const { issued, columns, tokenId } = await prepareAccessToken(tenant, { ...request, ...nobody });
  const event = { type: 'oauth2.token_issued', clientId: client.id, resourceId: tokenId } as const;
  const [[row]] = await tenant.db.flight(sql<{ status: TokenStatus | null }>`
    WITH client AS (
      SELECT c.id FROM clients c JOIN organisations o ON o.id = c.organisation_id
      WHERE c.id = ${client.id} AND ${USABLE_CLIENT} AND ${hasSameCredentials(client, tenant.now)}
        AND c.scopes @> ${json(scopes)}::jsonb AND ${RESOURCES_OF_CLIENT} @> ${json(resources)}::jsonb
        AND (c.is_first_party OR c.allow_api OR NOT ${opensApi}::boolean)
        AND c.grant_types @> '"client_credentials"'
    ),
    token AS (INSERT INTO tokens (${TOKEN_COLUMNS}) SELECT ${columns} FROM client RETURNING id, status_number),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM token)
    SELECT ${tokenStatus(sql`token.status_number`)} AS status FROM token`);
  return row ? { ...issued, status: row.status } : null;
}

/** Whether every credential that was accepted still is: a secret or keys may have been replaced. */
function hasSameCredentials(client: Client, now: Date): Sql {
  const previous = hasPreviousSecret(client, now) ? client.previousClientSecret : null;
  const isAccepted = (hash: string | null) => sql`(
    c.client_secret = ${hash} OR (c.previous_client_secret = ${hash} AND c.previous_secret_expires_at > ${now}::timestamptz))`;
  return sql`
    c.token_endpoint_auth_method = ${client.tokenEndpointAuthMethod}::"TokenEndpointAuthMethod"
    AND (${client.clientSecret}::text IS NULL OR ${isAccepted(client.clientSecret)})
    AND (${previous}::text IS NULL OR ${isAccepted(previous)})
    AND c.jwks IS NOT DISTINCT FROM ${json(client.jwks)}::jsonb
    AND c.jwks_uri IS NOT DISTINCT FROM ${client.jwksUri}`;
}

const TOKEN_COLUMNS = sql`
  id, organisation_id, jti, token, client_id, user_id, member_id, scopes, audience, family_id, claims, status_number, issued_at,
  expires_at, ip_address, user_agent, created_at, updated_at`;

/** A new access token, and the values of TOKEN_COLUMNS. */
async function prepareAccessToken(tenant: Tenant, token: AccessTokenRequest) {
  const { client, audience } = token;
  const { actor, now } = tenant;
  const tokenId = uuidv7(now);
  const opaque = client.accessTokenFormat === 'opaque' ? newSecret('accessToken') : null;
  const expiresAt = after(now, client.accessTokenLifetime);
  const issued = { jti: tokenId, issuedAt: now, expiresAt, audience, opaque, status: null, refreshToken: null };
  const columns = sql`
    ${tokenId}::uuid, ${tenant.organisationId}::uuid, ${issued.jti}, ${opaque && (await sha256(opaque))}::text,
    ${client.id}::uuid, ${holderValues(token.holder)}, ${json(token.scopes)}::jsonb, ${audience.join(' ')},
    ${token.familyId}::uuid, ${json(token.claims)}::jsonb, ${opaque === null ? NEXT_STATUS_NUMBER : sql`NULL`},
    ${now}::timestamptz, ${expiresAt}::timestamptz,
    ${actor.ipAddress}, ${actor.userAgent}, ${now}::timestamptz, ${now}::timestamptz`;
  return { issued, columns, tokenId };
}

/** A separate event, because a repeated refresh may be a sign of theft. */
function repeatEvent(request: TokenRequest, tokenId: string): Event {
  return { ...issueEvent(request, tokenId), type: 'oauth2.token_refresh_repeated' };
}

function issueEvent(request: TokenRequest, tokenId: string): Event {
  const refreshed = request.artefact.kind === 'refresh_token';
  return {
    type: refreshed ? 'oauth2.token_refreshed' : 'oauth2.token_issued',
    clientId: request.client.id,
    resourceId: tokenId,
  };
}
