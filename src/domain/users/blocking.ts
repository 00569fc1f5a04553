/** Blocks and unblocks people. */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Management, openPerson, refuseOwner, refuseSelf } from './management.ts';
import { assertUserId, type UserDetails, userNotFound } from './users.ts';

/**
 * Blocks a person, and ends their sessions, tokens, links and pending sign-ins: unblocking restores none of them.
 * Blocking twice only changes the reason. One round trip.
 * @throws not_found; conflict for the owner of the organisation, who cannot be blocked
 */
export async function blockUser(tenant: Tenant, id: string, reason: string | null): Promise<void> {
  assertUserId(id);
  await tenant.db.flight(...blockItems(tenant, id, reason));
}

/** One round trip. @throws not_found */
export async function unblockUser(tenant: Tenant, id: string): Promise<void> {
  assertUserId(id);
  await tenant.db.flight(...unblockItems(tenant, id));
}

/** An administrator blocks a person. Two round trips. @throws not_found; forbidden; conflict */
export function blockPerson(
  tenant: Tenant,
  id: string,
  management: Management,
  reason: string | null,
): Promise<UserDetails> {
  return tenant.db.transaction(async (transaction) => {
    const managed = await openPerson(transaction, tenant, id, management);
    refuseOwner(managed, 'be blocked');
    refuseSelf(managed, 'block');
    transaction.defer(...blockItems(tenant, id, reason));
    const { person } = managed;
    return { ...person, blockedAt: person.blockedAt ?? tenant.now, blockedReason: reason, updatedAt: tenant.now };
  });
}

/** Without a block nothing changes. Two round trips. @throws not_found; forbidden */
export function unblockPerson(tenant: Tenant, id: string, management: Management): Promise<UserDetails> {
  return tenant.db.transaction(async (transaction) => {
    const { person } = await openPerson(transaction, tenant, id, management);
    if (person.blockedAt === null) return person;
    transaction.defer(...unblockItems(tenant, id));
    return { ...person, blockedAt: null, blockedReason: null, updatedAt: tenant.now };
  });
}

export function blockItems(tenant: Tenant, id: string, reason: string | null): FlightItem[] {
  const { now } = tenant;
  const { prisma } = tenant.db;
  return [
    ...lockAccess(id),
    required(prisma.user.findUnique({ where: { id }, select: { id: true } }), userNotFound),
    required(
      prisma.user.update({
        where: { id, ownedOrganisation: null },
        data: { blockedReason: reason, updatedAt: now },
        select: { id: true },
      }),
      () => new AppError('conflict', 'The owner of the organisation cannot be blocked'),
    ),
    prisma.user.updateMany({ where: { id, blockedAt: null }, data: { blockedAt: now, updatedAt: now } }),
    ...endAccess(tenant, id),
    recordEvent(tenant, { type: 'user.blocked', resourceId: id, metadata: { reason } }),
  ];
}

export function unblockItems(tenant: Tenant, id: string): FlightItem[] {
  return [
    required(
      tenant.db.prisma.user.update({
        where: { id },
        data: { blockedAt: null, blockedReason: null, updatedAt: tenant.now },
        select: { id: true },
      }),
      userNotFound,
    ),
    recordEvent(tenant, { type: 'user.unblocked', resourceId: id }),
  ];
}
