/** The end of an account at its owner's wish, with time to think better of it: whoever signs in again keeps it. */
import { AppError } from '../errors.ts';
import { sql } from '../platform/statement.ts';
import { awaitRedemptions, endingAccess } from './access-revocation.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import { type Addressing, addressingOf, PERSON_COLUMNS, type Person } from './people.ts';
import { assertProved, type Proof } from './proof.ts';
import { after, type Tenant } from './unit-of-work.ts';

/** Seconds between the wish and the deletion. */
export const GRACE = 30 * 86_400;

export type DeletionNotice = (notice: Addressing & { deletionAt: Date }) => Promise<Email>;

/**
 * Schedules the deletion; every session ends and every token is revoked. Two round trips.
 * @throws forbidden without a fresh proof, and for the owner of the organisation, who has it to hand over first
 */
export async function scheduleDeletion(
  tenant: Tenant,
  { userId, proof }: { userId: string; proof: Proof },
  write: DeletionNotice,
): Promise<Date> {
  const { now } = tenant;
  const [[person]] = await tenant.db.flight(sql<Person & { isOwner: boolean }>`
    SELECT ${PERSON_COLUMNS}, o.owner_id = u.id AS "isOwner"
    FROM users u JOIN organisations o ON o.id = u.organisation_id WHERE u.id = ${userId} AND u.deleted_at IS NULL`);
  if (!person) throw new AppError('unauthorized', 'User not found');
  if (person.isOwner) throw new AppError('forbidden', 'The owner of the organisation cannot delete their account');
  await assertProved(person, proof, now);
  const deletionAt = after(now, GRACE);
  const event = { type: 'user.deletion_scheduled', resourceId: userId, metadata: { deletionAt } } as const;
  await tenant.db.flight(
    ...awaitRedemptions(userId),
    sql`
      WITH changed AS (
        UPDATE users SET deletion_scheduled_at = ${deletionAt}, updated_at = ${now} WHERE id = ${userId} RETURNING id
      ),
      ${endingAccess(now, null)},
      void_links AS (DELETE FROM password_reset_tokens WHERE user_id IN (SELECT id FROM changed) AND consumed_at IS NULL)
      INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed`,
    queueEmail(tenant, await write({ ...addressingOf(person), deletionAt }), {
      dedupeKey: `account-deletion:${userId}:${deletionAt.toISOString()}`,
    }),
  );
  return deletionAt;
}
