/** Revokes tokens: a family after a replay, or one token at its client's request (RFC 7009). */
import { sha256 } from '../../lib/secrets.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { CLIENT_COLUMN, type Client, USABLE_CLIENT } from '../clients/clients.ts';
import { type PlainEvent, recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { type AccessTokenKey, isAccessToken } from './access-tokens.ts';
import { lockFamily, revokeTokens } from './families.ts';

/**
 * RFC 9700 section 2.2.2 and RFC 6749 section 10.5: a code or refresh token presented twice means that somebody else
 * has it, so everything that came from the same code is revoked. One round trip.
 */
export async function revokeFamily(tenant: Tenant, familyId: string, event: Omit<PlainEvent, 'type'>): Promise<void> {
  await tenant.db.flight(
    lockFamily(familyId),
    ...revokeTokens(tenant, { familyId }),
    recordEvent(tenant, { ...event, type: 'oauth2.token_reuse_detected', resourceId: familyId }),
  );
}

/** A token that its client may revoke. */
export interface RevocableToken {
  id: string;
  client: Client;
  userId: string | null;
  /** The family that is revoked with a refresh token; null for an access token. */
  familyId: string | null;
}

// SQL: shares the columns of a client, for its authentication, with other look-ups
export async function revocableAccessToken(key: AccessTokenKey): Promise<Statement<RevocableToken>> {
  return sql<RevocableToken>`
    SELECT t.id, t.user_id AS "userId", NULL AS "familyId", ${CLIENT_COLUMN}
    FROM tokens t ${OF_USABLE_CLIENT} WHERE ${await isAccessToken(key)} AND ${USABLE_CLIENT}`;
}

/** Also finds a used token: revoking it revokes its family. */
// SQL: shares the columns of a client with other look-ups
export async function revocableRefreshToken(value: string): Promise<Statement<RevocableToken>> {
  return sql<RevocableToken>`
    SELECT t.id, t.user_id AS "userId", t.family_id AS "familyId", ${CLIENT_COLUMN}
    FROM refresh_tokens t ${OF_USABLE_CLIENT} WHERE t.token = ${await sha256(value)} AND ${USABLE_CLIENT}`;
}

const OF_USABLE_CLIENT = sql`
  JOIN clients c ON c.organisation_id = t.organisation_id AND c.id = t.client_id
  JOIN organisations o ON o.id = t.organisation_id`;

/**
 * RFC 7009 section 2.1: "If the particular token is a refresh token and the authorization server supports the
 * revocation of access tokens, then the authorization server SHOULD also invalidate all access tokens based on the same
 * authorization grant". Nothing is recorded when there was nothing left to revoke. One round trip.
 */
export async function revokeToken(tenant: Tenant, token: RevocableToken): Promise<void> {
  const { id, familyId, userId, client } = token;
  const items = familyId === null ? [revokeAccessToken(tenant, id)] : revokeRemaining(tenant, familyId);
  const resourceId = familyId ?? id;
  const event = recordEvent(tenant, { type: 'oauth2.token_revoked', clientId: client.id, userId, resourceId });
  await nullIfMissing(tenant.db.flight(...items, event));
}

function revokeAccessToken({ db, now }: Tenant, id: string) {
  const data = { revokedAt: now, updatedAt: now };
  return required(db.prisma.token.update({ where: { id, revokedAt: null }, data, select: { id: true } }), MISSING);
}

function revokeRemaining(tenant: Tenant, familyId: string): FlightItem[] {
  // SQL: looks for unrevoked tokens in two tables
  const left = sql`
    SELECT id FROM refresh_tokens WHERE family_id = ${familyId} AND revoked_at IS NULL
    UNION ALL SELECT id FROM tokens WHERE family_id = ${familyId} AND revoked_at IS NULL LIMIT 1`;
  return [lockFamily(familyId), required(left, MISSING), ...revokeTokens(tenant, { familyId })];
}
