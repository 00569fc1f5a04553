/** Lists and revokes the consents that a person has given. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { EVENT_COLUMNS, eventValues, recordEvent } from '../events/emit.ts';
import { lockAccess } from '../tokens/access-revocation.ts';
import { revokeTokens } from '../tokens/families.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface GivenConsent {
  id: string;
  client: { id: string; clientId: string; name: string; logoUri: string | null };
  scopes: string[];
  grantedAt: Date;
  expiresAt: Date | null;
}

/** A person's own consents, newest first. One round trip. */
export async function listOwnConsents(tenant: Tenant, userId: string): Promise<GivenConsent[]> {
  return latestFirst(await tenant.db.flight(...ownConsentsOf(tenant, userId)));
}

/** The consents of a person, for administrators. One round trip. @throws not_found */
export async function listConsentsOf(tenant: Tenant, userId: string): Promise<GivenConsent[]> {
  const notFound = () => new AppError('not_found', 'User not found');
  if (!isUuid(userId)) throw notFound();
  const [, consents] = await tenant.db.flight(
    required(tenant.db.prisma.user.findUnique({ where: { id: userId }, select: { id: true } }), notFound),
    consentsOf(tenant, userId),
  );
  return latestFirst([consents]);
}

const CONSENT = {
  id: true,
  scopes: true,
  grantedAt: true,
  expiresAt: true,
  client: { select: { id: true, clientId: true, name: true, logoUri: true } },
} satisfies Prisma.ConsentSelect;

/** Neither revoked nor expired. */
function isValid({ now }: Tenant): Prisma.ConsentWhereInput {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}

function consentsOf(tenant: Tenant, userId: string) {
  return tenant.db.prisma.consent.findMany({ where: { userId, ...isValid(tenant) }, select: CONSENT });
}

/** Includes consents at hosts, which only the person can see, not their home organisation. For `latestFirst`. */
export function ownConsentsOf(tenant: Tenant, userId: string) {
  return [
    consentsOf(tenant, userId),
    // SQL: a database function reads the hosts' rows, which a tenant cannot
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
 * Revokes a person's own consent to a client, at home or as a guest. One round trip.
 * @param client its id or its client_id
 */
export async function revokeOwnConsent(tenant: Tenant, userId: string, client: string): Promise<void> {
  const id = isUuid(client) ? client : null;
  const { now } = tenant;
  const { ipAddress, userAgent } = tenant.actor;
  await tenant.db.flight(
    ...lockAccess(userId),
    // SQL: one statement revokes the consent, and records the event if there was one
    sql`
      WITH revoked AS (
        UPDATE consents SET revoked_at = ${now}, updated_at = ${now}
        WHERE user_id = ${userId} AND revoked_at IS NULL AND client_id IN (
          SELECT id FROM clients WHERE (client_id = ${client} OR id = ${id}::uuid) AND deleted_at IS NULL)
        RETURNING id
      )
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, revocationOf(userId))} FROM revoked`,
    ...revokeIssued(tenant, userId, { OR: [{ clientId: client }, ...(id === null ? [] : [{ id }])] }),
    // SQL: a database function writes to the hosts' rows, which a tenant cannot
    sql`SELECT revoke_guest_consents(${userId}::uuid, ${client}, ${ipAddress}, ${userAgent})`,
  );
}

/** An administrator revokes a person's consent. One round trip. @throws not_found */
export async function revokeConsentOf(tenant: Tenant, userId: string, consentId: string): Promise<void> {
  const notFound = () => new AppError('not_found', 'Consent not found');
  if (!isUuid(userId) || !isUuid(consentId)) throw notFound();
  const { db, now } = tenant;
  const where = { id: consentId, userId, revokedAt: null };
  const data = { revokedAt: now, updatedAt: now };
  await db.flight(
    ...lockAccess(userId),
    required(db.prisma.consent.update({ where, data, select: { id: true } }), notFound),
    recordEvent(tenant, revocationOf(userId)),
    // Also for a deleted client.
    ...revokeIssued(tenant, userId, { consents: { some: { id: consentId } }, deletedAt: {} }),
  );
}

function revocationOf(userId: string) {
  return { type: 'oauth2.consent.revoked', metadata: { userId } } as const;
}

/** Revokes all tokens of the client for this person, also those issued without consent; deletes unused codes. */
function revokeIssued(tenant: Tenant, userId: string, client: Prisma.ClientWhereInput) {
  return [
    ...revokeTokens(tenant, { userId, client }),
    tenant.db.prisma.authorizationCode.deleteMany({ where: { userId, client, revokedAt: null } }),
  ] as const;
}
