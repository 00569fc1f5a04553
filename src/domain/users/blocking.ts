/** Blocks and unblocks people. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

/**
 * Blocks a person, and ends their sessions, tokens, links and pending sign-ins: unblocking restores none of them.
 * Blocking twice only changes the reason. One round trip.
 * @throws not_found; conflict for the owner of the organisation, who cannot be blocked
 */
export async function blockUser(tenant: Tenant, id: string, reason: string | null): Promise<void> {
  if (!isUuid(id)) throw userNotFound();
  const { now } = tenant;
  const { prisma } = tenant.db;
  await tenant.db.flight(
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
  );
}

/** One round trip. @throws not_found */
export async function unblockUser(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw userNotFound();
  await tenant.db.flight(
    required(
      tenant.db.prisma.user.update({
        where: { id },
        data: { blockedAt: null, blockedReason: null, updatedAt: tenant.now },
        select: { id: true },
      }),
      userNotFound,
    ),
    recordEvent(tenant, { type: 'user.unblocked', resourceId: id }),
  );
}

function userNotFound(): AppError {
  return new AppError('not_found', 'User not found');
}
