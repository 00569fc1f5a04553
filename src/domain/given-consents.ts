/** The applications that a person lets use their account, and taking that back. */
import { AppError } from '../errors.ts';
import { isUuid } from '../lib/ids.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { awaitRedemptions } from './access-revocation.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import type { Tenant } from './unit-of-work.ts';

export interface GivenConsent {
  id: string;
  client: { id: string; clientId: string; name: string; logoUri: string | null };
  scopes: string[];
  grantedAt: Date;
  expiresAt: Date | null;
}

/** One's own, the latest given first. One round trip. */
export async function listOwnConsents(tenant: Tenant, userId: string): Promise<GivenConsent[]> {
  const [consents] = await tenant.db.flight(ownConsentsOf(tenant, userId));
  return consents;
}

/** Somebody's, as an administrator sees them. One round trip. @throws not_found */
export async function listConsentsOf(tenant: Tenant, userId: string): Promise<GivenConsent[]> {
  if (!isUuid(userId)) throw new AppError('not_found', 'User not found');
  const [[person], consents] = await tenant.db.flight(
    sql`SELECT FROM users WHERE id = ${userId} AND deleted_at IS NULL`,
    consentsOf(tenant, userId),
  );
  if (!person) throw new AppError('not_found', 'User not found');
  return consents;
}

/** The latest given first. */
function consentsOf({ now }: Tenant, userId: string): Statement<GivenConsent> & Sql {
  return sql<GivenConsent>`
    SELECT k.id, k.scopes, k.granted_at AS "grantedAt", k.expires_at AS "expiresAt",
           json_build_object('id', c.id, 'clientId', c.client_id, 'name', c.name, 'logoUri', c.logo_uri) AS client
    FROM consents k JOIN clients c ON c.organisation_id = k.organisation_id AND c.id = k.client_id
    WHERE k.user_id = ${userId} AND k.revoked_at IS NULL AND c.deleted_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > ${now}::timestamptz)
    ORDER BY k.granted_at DESC, k.id DESC`;
}

/** With those of hosts where they are a guest, which nobody at home but themselves gets to see; the latest first. */
export function ownConsentsOf(tenant: Tenant, userId: string): Statement<GivenConsent> {
  return sql<GivenConsent>`
    SELECT * FROM (${consentsOf(tenant, userId)}) own
    UNION ALL
    SELECT id, scopes, granted_at, expires_at, client FROM guest_consents(${userId}::uuid)
    WHERE expires_at IS NULL OR expires_at > ${tenant.now}::timestamptz
    ORDER BY "grantedAt" DESC, id DESC`;
}

/**
 * Takes back what one let a client do, at home or as a guest. One round trip.
 * @param client its id or its client_id
 */
export async function revokeOwnConsent(tenant: Tenant, userId: string, client: string): Promise<void> {
  const id = isUuid(client) ? client : null;
  const which = sql`
    SELECT id FROM clients WHERE (client_id = ${client} OR id = ${id}::uuid) AND deleted_at IS NULL`;
  const { ipAddress, userAgent } = tenant.actor;
  await tenant.db.flight(
    ...awaitRedemptions(userId),
    revoking(tenant, userId, which),
    sql`SELECT revoke_guest_consents(${userId}::uuid, ${client}, ${ipAddress}, ${userAgent})`,
  );
}

/** Takes back what somebody let a client do, in their stead. One round trip. @throws not_found */
export async function revokeConsentOf(tenant: Tenant, userId: string, consentId: string): Promise<void> {
  if (!isUuid(userId) || !isUuid(consentId)) throw consentNotFound();
  const which = sql`
    SELECT client_id AS id FROM consents WHERE id = ${consentId} AND user_id = ${userId} AND revoked_at IS NULL`;
  const results = await tenant.db.flight(...awaitRedemptions(userId), revoking(tenant, userId, which));
  if (results.at(-1)?.length === 0) throw consentNotFound();
}

function consentNotFound(): AppError {
  return new AppError('not_found', 'Consent not found');
}

/**
 * Revokes a consent and everything that the client got, also what it got without one; codes that wait are void.
 * @param client a query for the id of the client
 */
function revoking(tenant: Tenant, userId: string, client: Sql): Statement<{ id: string }> {
  const { now } = tenant;
  const event = { type: 'oauth2.consent.revoked', metadata: { userId } } as const;
  const issued = sql`user_id = ${userId} AND client_id IN (SELECT id FROM client) AND revoked_at IS NULL`;
  return sql<{ id: string }>`
    WITH client AS (${client}),
    revoked AS (UPDATE consents SET revoked_at = ${now}, updated_at = ${now} WHERE ${issued} RETURNING id),
    revoked_tokens AS (UPDATE tokens SET revoked_at = ${now}, updated_at = ${now} WHERE ${issued}),
    revoked_refresh_tokens AS (UPDATE refresh_tokens SET revoked_at = ${now}, updated_at = ${now} WHERE ${issued}),
    ended_codes AS (DELETE FROM authorization_codes WHERE ${issued}),
    event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM revoked)
    SELECT id FROM revoked`;
}
