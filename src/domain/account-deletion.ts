/** The end of an account at its owner's wish, with time to think better of it: whoever signs in again keeps it. */
import { AppError } from '../errors.ts';
import { sql } from '../platform/statement.ts';
import { awaitRedemptions, endingAccess } from './access-revocation.ts';
import { GRACE } from './deletion-grace.ts';
import { EVENT_COLUMNS, eventValues } from './events/emit.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import { type Addressing, addressingOf, PERSON, personOf } from './people.ts';
import { assertProved, type Claimant, payingForPassword, refundProof } from './proof.ts';
import { after } from './unit-of-work.ts';

export type DeletionNotice = (notice: Addressing & { deletionAt: Date }) => Promise<Email>;

/**
 * Schedules the deletion; every session ends and every token is revoked. Two round trips.
 * @throws forbidden without a fresh proof, and for the owner of the organisation, who has it to hand over first;
 *   rate_limited
 */
export async function scheduleDeletion(
  claimant: Claimant,
  password: string | undefined,
  write: DeletionNotice,
): Promise<Date> {
  const { tenant, user } = claimant;
  const { now } = tenant;
  const { person, isOwner, attempt } = await findLeaver(claimant, password);
  await assertProved(claimant, { attempt, password, hash: person.password, passwordFailures: person.passwordFailures });
  if (isOwner) {
    await refundProof(claimant, attempt);
    throw new AppError('forbidden', 'The owner of the organisation cannot delete their account');
  }
  const deletionAt = after(now, GRACE);
  const event = { type: 'user.deletion_scheduled', resourceId: user.id, metadata: { deletionAt } } as const;
  const email = await write({ ...addressingOf(person), deletionAt });
  await Promise.all([
    tenant.db.flight(
      ...awaitRedemptions(user.id),
      // SQL: the access that ends is of whom the statement changed
      sql`
        WITH changed AS (
          UPDATE users SET deletion_scheduled_at = ${deletionAt}, updated_at = ${now}
          WHERE id = ${user.id} AND deleted_at IS NULL RETURNING id
        ),
        ${endingAccess(tenant, null)}
        INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed`,
      queueEmail(tenant, email, { dedupeKey: `account-deletion:${user.id}:${deletionAt.toISOString()}` }),
    ),
    refundProof(claimant, attempt),
  ]);
  return deletionAt;
}

/** One round trip, in which the guess is paid for. */
async function findLeaver(claimant: Claimant, password: string | undefined) {
  const { system, tenant, user } = claimant;
  const [[attempt], found] = await system.db.flight(
    await payingForPassword(claimant, password),
    system.db.prisma.user.findFirst({
      where: { organisationId: tenant.organisationId, id: user.id },
      select: { ...PERSON, ownedOrganisation: { select: { id: true } } },
    }),
  );
  if (!found) throw new AppError('unauthorized', 'User not found');
  const { ownedOrganisation, ...person } = found;
  return { person: personOf(person), isOwner: ownedOrganisation !== null, attempt };
}
