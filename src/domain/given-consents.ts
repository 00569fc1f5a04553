/** The applications that a person lets use their account, and taking that back. */
import { AppError } from '../errors.ts';
import { isUuid } from '../lib/ids.ts';
import { required } from '../platform/required-row.ts';
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
  return latestFirst(await tenant.db.flight(...ownConsentsOf(tenant, userId)));
}

/** Somebody's, as an administrator sees them. One round trip. @throws not_found */
export async function listConsentsOf(tenant: Tenant, userId: string): Promise<GivenConsent[]> {
  const notFound = () => new AppError('not_found', 'User not found');
  if (!isUuid(userId)) throw notFound();
  const [, consents] = await tenant.db.flight(
    required(tenant.db.prisma.user.findUnique({ where: { id: userId }, select: { id: true } }), notFound),
    consentsOf(tenant, userId),
  );
  return latestFirst([consents]);
}

/** Those that hold. */
function consentsOf({ db, now }: Tenant, userId: string) {
  return db.prisma.consent.findMany({
    where: { userId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    select: {
      id: true,
      scopes: true,
      grantedAt: true,
      expiresAt: true,
      client: { select: { id: true, clientId: true, name: true, logoUri: true } },
    },
  });
}

/** With those of hosts where they are a guest, which nobody at home but themselves gets to see. For `latestFirst`. */
export function ownConsentsOf(tenant: Tenant, userId: string) {
  return [
    consentsOf(tenant, userId),
    // SQL: a function of the database looks at hosts, which no tenant may.
    sql<GivenConsent>`
      SELECT id, scopes, granted_at AS "grantedAt", expires_at AS "expiresAt", client FROM guest_consents(${userId}::uuid)
      WHERE expires_at IS NULL OR expires_at > ${tenant.now}::timestamptz`,
  ] as const;
}

type ReadConsent = Omit<GivenConsent, 'scopes'> & { scopes: unknown };

export function latestFirst(lists: readonly (readonly ReadConsent[])[]): GivenConsent[] {
  const consents = lists.flat() as GivenConsent[];
  return consents.sort((a, b) => Number(b.grantedAt) - Number(a.grantedAt) || (b.id < a.id ? -1 : 1));
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
    // SQL: a function of the database writes to hosts, which no tenant may.
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
 * SQL: one statement says whether there was a consent to tell of, and of which client.
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
