/** Taking tokens back: by family where a theft shows, one by one where their client asks for it (RFC 7009). */
import { sha256 } from '../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { type AccessTokenKey, isAccessToken } from './access-tokens.ts';
import { CLIENT_COLUMN, type Client, USABLE_CLIENT } from './clients.ts';
import { EVENT_COLUMNS, type Event, eventValues, recordEvent } from './events/emit.ts';
import { lockFamily } from './tokens.ts';
import type { Tenant } from './unit-of-work.ts';

/**
 * RFC 9700 section 2.2.2 and RFC 6749 section 10.5: a code or refresh token presented twice means that somebody else
 * has it, so everything that came from the same code is revoked. One round trip.
 */
export async function revokeFamily(tenant: Tenant, familyId: string, event: Omit<Event, 'type'>): Promise<void> {
  const { db, now } = tenant;
  const revocation = { where: { familyId, revokedAt: null }, data: { revokedAt: now, updatedAt: now } };
  await db.flight(
    lockFamily(familyId),
    db.prisma.refreshToken.updateMany(revocation),
    db.prisma.token.updateMany(revocation),
    recordEvent(tenant, { ...event, type: 'oauth2.token_reuse_detected', resourceId: familyId }),
  );
}

/** A token that its client may take back. */
export interface RevocableToken {
  id: string;
  client: Client;
  userId: string | null;
  /** Of a refresh token: what is taken back with it. */
  familyId: string | null;
}

// SQL: finds the token and authenticates its client by the columns that every look-up of a client shares.
export async function revocableAccessToken(key: AccessTokenKey): Promise<Statement<RevocableToken>> {
  return sql<RevocableToken>`
    SELECT t.id, t.user_id AS "userId", NULL AS "familyId", ${CLIENT_COLUMN}
    FROM tokens t ${OF_USABLE_CLIENT} WHERE ${await isAccessToken(key)} AND ${USABLE_CLIENT}`;
}

/** A used one as well: whoever gives up an old token means the sign-in that it came from. */
// SQL: as above, by the columns that every look-up of a client shares.
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
export async function revokeToken(tenant: Tenant, { id, familyId, userId, client }: RevocableToken): Promise<void> {
  const event = { type: 'oauth2.token_revoked', clientId: client.id, userId, resourceId: familyId ?? id } as const;
  const refresh = familyId === null ? NOTHING : revoking(tenant, REFRESH_TOKENS, sql`family_id = ${familyId}`);
  const access = revoking(tenant, TOKENS, familyId === null ? sql`id = ${id}` : sql`family_id = ${familyId}`);
  await tenant.db.flight(
    ...(familyId === null ? [] : [lockFamily(familyId)]),
    // SQL: the event is written only if either of two tables had something to revoke.
    sql`
      WITH refresh AS (${refresh}), access AS (${access}),
      revoked AS (SELECT id FROM refresh UNION ALL SELECT id FROM access LIMIT 1)
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM revoked`,
  );
}

const TOKENS = sql`tokens`;
const REFRESH_TOKENS = sql`refresh_tokens`;

function revoking({ now }: Tenant, table: Sql, condition: Sql): Sql {
  return sql`
    UPDATE ${table} SET revoked_at = ${now}, updated_at = ${now} WHERE ${condition} AND revoked_at IS NULL RETURNING id`;
}

const NOTHING = sql`SELECT NULL::uuid AS id WHERE FALSE`;
