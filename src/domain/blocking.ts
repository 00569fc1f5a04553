/** Shutting somebody out, and letting them in again. */
import { AppError } from '../errors.ts';
import { isUuid } from '../lib/ids.ts';
import { required } from '../platform/required-row.ts';
import { sql } from '../platform/statement.ts';
import { awaitRedemptions, endingAccess } from './access-revocation.ts';
import { EVENT_COLUMNS, eventValues, recordEvent } from './events/emit.ts';
import type { Tenant } from './unit-of-work.ts';

/**
 * Blocks a person: sessions, tokens and whatever waits to be finished end with it, so nothing of them goes on when they
 * are let in again. Blocking twice changes nothing but the reason. One round trip.
 * @throws not_found; conflict for the owner of the organisation, whom nobody can shut out
 */
export async function blockUser(tenant: Tenant, id: string, reason: string | null): Promise<void> {
  if (!isUuid(id)) throw userNotFound();
  const { now } = tenant;
  const event = { type: 'user.blocked', resourceId: id, metadata: { reason } } as const;
  const results = await tenant.db.flight(
    ...awaitRedemptions(id),
    // SQL: the access that ends is of whom the statement changed
    sql<{ isOwner: boolean }>`
      WITH found AS (
        SELECT id, EXISTS (
          SELECT FROM organisations o WHERE o.owner_id = users.id AND o.deleted_at IS NULL
        ) AS is_owner
        FROM users WHERE id = ${id} AND deleted_at IS NULL
      ),
      changed AS (
        UPDATE users SET blocked_at = COALESCE(blocked_at, ${now}), blocked_reason = ${reason}, updated_at = ${now}
        WHERE id IN (SELECT id FROM found WHERE NOT is_owner) AND deleted_at IS NULL RETURNING id
      ),
      ${endingAccess(tenant, null)},
      event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed)
      SELECT is_owner AS "isOwner" FROM found`,
  );
  const [found] = results[7];
  if (!found) throw userNotFound();
  if (found.isOwner) throw new AppError('conflict', 'The owner of the organisation cannot be blocked');
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
