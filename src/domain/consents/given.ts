/** The applications that a person lets use their account, and taking that back. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { EVENT_COLUMNS, eventValues, recordEvent } from '../events/emit.ts';
import { awaitRedemptions } from '../tokens/access-revocation.ts';
import { revokingTokens } from '../tokens/families.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

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
  const { now } = tenant;
  const { ipAddress, userAgent } = tenant.actor;
  await tenant.db.flight(
    ...awaitRedemptions(userId),
    // SQL: one statement says whether there was a consent to tell of.
    sql`
      WITH revoked AS (
        UPDATE consents SET revoked_at = ${now}, updated_at = ${now}
        WHERE user_id = ${userId} AND revoked_at IS NULL AND client_id IN (
          SELECT id FROM clients WHERE (client_id = ${client} OR id = ${id}::uuid) AND deleted_at IS NULL)
        RETURNING id
      )
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, revocationOf(userId))} FROM revoked`,
    ...revokingIssued(tenant, userId, { OR: [{ clientId: client }, ...(id === null ? [] : [{ id }])] }),
    // SQL: a function of the database writes to hosts, which no tenant may.
    sql`SELECT revoke_guest_consents(${userId}::uuid, ${client}, ${ipAddress}, ${userAgent})`,
  );
}

/** Takes back what somebody let a client do, in their stead. One round trip. @throws not_found */
export async function revokeConsentOf(tenant: Tenant, userId: string, consentId: string): Promise<void> {
  const notFound = () => new AppError('not_found', 'Consent not found');
  if (!isUuid(userId) || !isUuid(consentId)) throw notFound();
  const { db, now } = tenant;
  const where = { id: consentId, userId, revokedAt: null };
  const data = { revokedAt: now, updatedAt: now };
  await db.flight(
    ...awaitRedemptions(userId),
    required(db.prisma.consent.update({ where, data, select: { id: true } }), notFound),
    recordEvent(tenant, revocationOf(userId)),
    // Also of a client that was deleted.
    ...revokingIssued(tenant, userId, { consents: { some: { id: consentId } }, deletedAt: {} }),
  );
}

function revocationOf(userId: string) {
  return { type: 'oauth2.consent.revoked', metadata: { userId } } as const;
}

/** Revokes everything that the client got, also what it got without a consent; codes that wait are void. */
function revokingIssued(tenant: Tenant, userId: string, client: Prisma.ClientWhereInput) {
  return [
    ...revokingTokens(tenant, { userId, client }),
    tenant.db.prisma.authorizationCode.deleteMany({ where: { userId, client, revokedAt: null } }),
  ] as const;
}
