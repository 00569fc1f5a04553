/** Deletes people. */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Management, openPerson, refuseOwner, refuseSelf } from './management.ts';
import { assertUserId, userNotFound } from './users.ts';

/**
 * Soft-deletes a person, who loses roles and teams. Deletes sessions and codes, and revokes tokens and consents. One
 * round trip.
 * @throws not_found; conflict for the organisation's owner, who cannot be deleted
 */
export async function deleteUser(tenant: Tenant, id: string): Promise<void> {
  assertUserId(id);
  await tenant.db.flight(...deletionItems(tenant, id));
}

/** An administrator deletes a person. Two round trips. @throws not_found; forbidden; conflict */
export async function deletePerson(tenant: Tenant, id: string, management: Management): Promise<void> {
  await tenant.db.transaction(async (transaction) => {
    const managed = await openPerson(transaction, tenant, id, management);
    refuseOwner(managed, 'be deleted');
    refuseSelf(managed, 'delete');
    transaction.defer(...deletionItems(tenant, id));
  });
}

function deletionItems(tenant: Tenant, id: string): FlightItem[] {
  const { now } = tenant;
  const { prisma } = tenant.db;
  const theirs = { where: { id }, select: { id: true } } as const;
  return [
    ...lockAccess(id),
    required(prisma.user.findUnique(theirs), userNotFound),
    required(
      prisma.user.findUnique({ ...theirs, where: { id, ownedOrganisation: null } }),
      () => new AppError('conflict', 'The owner of the organisation cannot be deleted'),
    ),
    // Before the person is deleted: the tenant's Prisma hides deleted people.
    ...endAccess(tenant, id),
    prisma.consent.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now, updatedAt: now } }),
    // Roles and teams are counted without a look at their people.
    prisma.userRole.deleteMany({ where: { userId: id } }),
    prisma.teamMember.deleteMany({ where: { userId: id } }),
    prisma.user.update({ ...theirs, data: { deletedAt: now, updatedAt: now } }),
    recordEvent(tenant, { type: 'user.deleted', resourceId: id }),
  ];
}
