/**
 * Access and refresh tokens: issued by the statement that uses up what they are issued for, revoked by family.
 * A family is everything that came from one authorization code; its id is the code's.
 */
import { uuidv7 } from '../lib/ids.ts';
import { newSecret, sha256 } from '../lib/secrets.ts';
import { json, type Statement, sql } from '../platform/statement.ts';
import type { ClaimsRequest } from './authorization-requests.ts';
import { CLIENT_COLUMN, type Client } from './clients.ts';
import { EVENT_COLUMNS, type Event, eventValues, recordEvent } from './events/emit.ts';
import { PRINCIPAL_COLUMNS, type PrincipalRow } from './principals.ts';
import { after, type System, type Tenant } from './unit-of-work.ts';

export interface IssuedTokens {
  jti: string;
  issuedAt: Date;
  expiresAt: Date;
  /** The value to hand out; null when none was asked for. */
  refreshToken: string | null;
}

/** What a sign-in was about: carried from the code through every refresh token of its family. */
export interface SignInFacts {
  scopes: string[];
  /** The session, which may have ended since (OIDC Back-Channel Logout section 2.1, `sid`). */
  sessionId: string | null;
  authTime: Date;
  amr: string[];
  claims: ClaimsRequest | null;
  /** Resource indicators (RFC 8707) that were granted. */
  resources: string[];
}

export type RefreshTokenRow = PrincipalRow &
  SignInFacts & {
    id: string;
    clientId: string;
    familyId: string;
    expiresAt: Date;
    consumed: boolean;
  };

/** What tokens are issued for; used up by the statement that issues them. */
export type Artefact = { kind: 'authorization_code' | 'refresh_token'; id: string };

export interface TokenRequest {
  client: Client;
  artefact: Artefact;
  userId: string;
  scopes: string[];
  /** Several are separated by spaces. */
  audience: string;
  familyId: string;
  /** What is asked of userinfo. */
  claims: ClaimsRequest | null;
  /** For the refresh token; null when none is to be issued. */
  refresh: SignInFacts | null;
}

/**
 * Uses up a code or a refresh token and issues what it stands for, in one statement and one round trip.
 * @returns null when it had been used up or revoked meanwhile: the caller treats that as a replay
 */
export async function redeem(tenant: Tenant, request: TokenRequest): Promise<IssuedTokens | null> {
  const { client, artefact } = request;
  const issued = prepare(tenant, client, request.refresh ? newSecret('refreshToken') : null);
  const tokenId = uuidv7(tenant.now);
  const [, rows] = await tenant.db.flight(
    lockFamily(request.familyId),
    sql<{ id: string }>`
      WITH used AS (${consuming(tenant, artefact)}),
      token AS (
        INSERT INTO tokens (${TOKEN_COLUMNS})
        SELECT ${tokenValues(tenant, { ...request, tokenId, issued })} FROM used RETURNING id
      ),
      refresh AS (${await insertRefreshToken(tenant, request, tokenId, issued.refreshToken)}),
      event AS (
        INSERT INTO audit_logs (${EVENT_COLUMNS})
        SELECT ${eventValues(tenant, issueEvent(request, tokenId))} FROM token
      )
      SELECT id FROM token`,
  );
  return rows.length > 0 ? issued : null;
}

/**
 * Issues an access token to a client that acts for itself. The statement asks again whether the client may: what the
 * caller knows of it can be some seconds old. One round trip.
 * @returns null when the client may no longer
 */
export async function issueClientToken(
  tenant: Tenant,
  request: { client: Client; scopes: string[]; audience: string },
): Promise<IssuedTokens | null> {
  const { client } = request;
  const issued = prepare(tenant, client, null);
  const tokenId = uuidv7(tenant.now);
  const event = { type: 'oauth2.token_issued', clientId: client.id, resourceId: tokenId } as const;
  const [rows] = await tenant.db.flight(sql<{ id: string }>`
    WITH client AS (
      SELECT c.id FROM clients c JOIN organisations o ON o.id = c.organisation_id
      WHERE c.id = ${client.id} AND c.client_secret = ${client.clientSecret} AND c.is_active AND NOT c.revoked
        AND c.deleted_at IS NULL AND o.deleted_at IS NULL AND o.status IN ('trial', 'active')
        AND c.scopes @> ${json(request.scopes)}::jsonb AND c.grant_types @> '"client_credentials"'
    ),
    token AS (
      INSERT INTO tokens (${TOKEN_COLUMNS})
      SELECT ${tokenValues(tenant, { ...request, userId: null, familyId: null, claims: null, tokenId, issued })}
      FROM client RETURNING id
    ),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM token)
    SELECT id FROM token`);
  return rows.length > 0 ? issued : null;
}

/**
 * Makes rotation and revocation of one family wait for each other, on its oldest refresh token. Without it a token that
 * is being rotated while its family is revoked would leave a successor that the revocation did not see.
 */
function lockFamily(familyId: string): Statement {
  return sql`SELECT FROM refresh_tokens WHERE family_id = ${familyId} ORDER BY id LIMIT 1 FOR UPDATE`;
}

function prepare(tenant: Tenant, client: Client, refreshToken: string | null): IssuedTokens {
  const expiresAt = after(tenant.now, client.accessTokenLifetime);
  return { jti: crypto.randomUUID(), issuedAt: tenant.now, expiresAt, refreshToken };
}

/** RFC 6749 section 4.1.2: the code is used up by whoever gets a row back; everybody else gets none. */
function consuming(tenant: Tenant, { kind, id }: Artefact) {
  const table = kind === 'authorization_code' ? sql`authorization_codes` : sql`refresh_tokens`;
  return sql`
    UPDATE ${table} SET revoked_at = ${tenant.now}, updated_at = ${tenant.now}
    WHERE id = ${id} AND revoked_at IS NULL AND expires_at > ${tenant.now}::timestamptz RETURNING id`;
}

const TOKEN_COLUMNS = sql`
  id, organisation_id, jti, client_id, user_id, scopes, audience, family_id, claims, issued_at, expires_at,
  ip_address, user_agent, created_at, updated_at`;

function tokenValues(
  tenant: Tenant,
  token: {
    tokenId: string;
    client: Client;
    userId: string | null;
    scopes: string[];
    audience: string;
    familyId: string | null;
    claims: ClaimsRequest | null;
    issued: IssuedTokens;
  },
) {
  const { actor, now } = tenant;
  return sql`
    ${token.tokenId}::uuid, ${tenant.organisationId}::uuid, ${token.issued.jti}, ${token.client.id}::uuid,
    ${token.userId}::uuid, ${json(token.scopes)}::jsonb, ${token.audience}, ${token.familyId}::uuid,
    ${json(token.claims)}::jsonb, ${token.issued.issuedAt}::timestamptz, ${token.issued.expiresAt}::timestamptz,
    ${actor.ipAddress}, ${actor.userAgent}, ${now}::timestamptz, ${now}::timestamptz`;
}

async function insertRefreshToken(tenant: Tenant, request: TokenRequest, tokenId: string, value: string | null) {
  if (!request.refresh || value === null) return sql`SELECT 1`;
  const { client, artefact, refresh } = request;
  const { now } = tenant;
  const parentId = artefact.kind === 'refresh_token' ? artefact.id : null;
  return sql`
    INSERT INTO refresh_tokens (id, organisation_id, token, access_token_id, client_id, user_id, scopes, session_id,
      auth_time, amr, claims, resources, family_id, parent_token_id, expires_at, created_at, updated_at)
    SELECT ${uuidv7(now)}::uuid, ${tenant.organisationId}::uuid, ${await sha256(value)}, ${tokenId}::uuid,
      ${client.id}::uuid, ${request.userId}::uuid, ${json(refresh.scopes)}::jsonb,
      ${refresh.sessionId}::uuid, ${refresh.authTime}::timestamptz, ${json(refresh.amr)}::jsonb,
      ${json(refresh.claims)}::jsonb, ${json(refresh.resources)}::jsonb, ${request.familyId}::uuid, ${parentId}::uuid,
      ${after(now, client.refreshTokenLifetime)}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    FROM token`;
}

function issueEvent(request: TokenRequest, tokenId: string): Event {
  const refreshed = request.artefact.kind === 'refresh_token';
  return {
    type: refreshed ? 'oauth2.token_refreshed' : 'oauth2.token_issued',
    clientId: request.client.id,
    userId: request.userId,
    resourceId: tokenId,
  };
}

/** The statement that looks at a refresh token without using it. */
export async function refreshTokenByValue(token: string): Promise<Statement<RefreshTokenRow>> {
  return sql<RefreshTokenRow>`
    SELECT t.id, t.client_id AS "clientId", t.scopes, t.session_id AS "sessionId",
           t.auth_time AS "authTime", t.amr, t.claims, t.resources, t.family_id AS "familyId",
           t.expires_at AS "expiresAt", t.revoked_at IS NOT NULL AS consumed, ${PRINCIPAL_COLUMNS}
    FROM refresh_tokens t
    JOIN users u ON u.organisation_id = t.organisation_id AND u.id = t.user_id AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = t.organisation_id AND o.deleted_at IS NULL
    WHERE t.token = ${await sha256(token)}`;
}

/**
 * RFC 9700 section 2.2.2 and RFC 6749 section 10.5: a code or refresh token presented twice means that somebody else
 * has it, so everything that came from the same code is revoked. One round trip.
 */
export async function revokeFamily(tenant: Tenant, familyId: string, event: Omit<Event, 'type'>): Promise<void> {
  const { now } = tenant;
  await tenant.db.flight(
    lockFamily(familyId),
    sql`UPDATE refresh_tokens SET revoked_at = ${now}, updated_at = ${now}
        WHERE family_id = ${familyId} AND revoked_at IS NULL`,
    sql`UPDATE tokens SET revoked_at = ${now}, updated_at = ${now}
        WHERE family_id = ${familyId} AND revoked_at IS NULL`,
    recordEvent(tenant, { ...event, type: 'oauth2.token_reuse_detected', resourceId: familyId }),
  );
}

export interface FoundAccessToken {
  client: Client;
  scopes: string[];
  /** What was asked of userinfo. */
  claims: ClaimsRequest | null;
  principal: PrincipalRow;
}

/**
 * The client, the person and the scopes behind an access token that is neither expired nor revoked, of a client that
 * may still be used. One round trip.
 */
export async function findAccessToken(system: System, jti: string): Promise<FoundAccessToken | null> {
  const [[row]] = await system.db.flight(
    sql<PrincipalRow & Omit<FoundAccessToken, 'principal'>>`
      SELECT t.scopes, t.claims, ${CLIENT_COLUMN}, ${PRINCIPAL_COLUMNS}
      FROM tokens t
      JOIN clients c ON c.organisation_id = t.organisation_id AND c.id = t.client_id
        AND c.is_active AND NOT c.revoked AND c.deleted_at IS NULL
      JOIN users u ON u.organisation_id = t.organisation_id AND u.id = t.user_id AND u.deleted_at IS NULL
      JOIN organisations o ON o.id = t.organisation_id AND o.deleted_at IS NULL
      WHERE t.jti = ${jti} AND t.revoked_at IS NULL AND t.expires_at > ${system.now}`,
  );
  if (!row) return null;
  const { client, scopes, claims, ...principal } = row;
  return { client, scopes, claims, principal };
}
