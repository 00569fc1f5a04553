/** Deletion of an account by its owner, after a grace period: signing in again cancels it. */
import { AppError } from '../../errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, PERSON, personOf } from '../people/person.ts';
import { assertProved, type Claimant, chargePasswordAttempt, refundProof } from '../proof/password.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import { after } from '../unit-of-work/unit-of-work.ts';
import { GRACE } from './deletion-grace.ts';

export type DeletionNotice = (notice: Addressing & { deletionAt: Date }) => Promise<Email>;

/**
 * Schedules the deletion; every session ends and every token is revoked. Two round trips.
 * @throws forbidden without a recent authentication, and for the owner of the organisation, who has to hand it over
 *   first; rate_limited
 */
export async function scheduleDeletion(
  claimant: Claimant,
  password: string | undefined,
  write: DeletionNotice,
): Promise<Date> {
  const { tenant, user } = claimant;
  const { now } = tenant;
  const { person, isOwner, attempt } = await findPerson(claimant, password);
  await assertProved(claimant, { attempt, password, hash: person.password, passwordFailures: person.passwordFailures });
  if (isOwner) {
    await refundProof(claimant, attempt);
    throw ownerStays();
  }
  const deletionAt = after(now, GRACE);
  const email = await write({ ...addressingOf(person), deletionAt });
  await Promise.all([
    tenant.db.flight(
      ...lockAccess(user.id),
      required(tenant.db.prisma.user.findUnique({ where: { id: user.id }, select: { id: true } }), userNotFound),
      // In the statement: they may have become the owner since they were read.
      required(
        tenant.db.prisma.user.update({
          where: { id: user.id, ownedOrganisation: null },
          data: { deletionScheduledAt: deletionAt, updatedAt: now },
          select: { id: true },
        }),
        ownerStays,
      ),
      ...endAccess(tenant, user.id),
      recordEvent(tenant, {
        type: 'user.deletion_scheduled',
        resourceId: user.id,
        metadata: { deletionAt: deletionAt.toISOString() },
      }),
      queueEmail(tenant, email, { dedupeKey: `account-deletion:${user.id}:${deletionAt.toISOString()}` }),
    ),
    refundProof(claimant, attempt),
  ]);
  return deletionAt;
}

/** Counts an attempt, and reads the person. One round trip. */
async function findPerson(claimant: Claimant, password: string | undefined) {
  const { system, tenant, user } = claimant;
  const [[attempt], row] = await system.db.flight(
    await chargePasswordAttempt(claimant, password),
    system.db.prisma.user.findFirst({
      where: { organisationId: tenant.organisationId, id: user.id },
      select: { ...PERSON, ownedOrganisation: { select: { id: true } } },
    }),
  );
  if (!row) throw userNotFound();
  const { ownedOrganisation, ...person } = row;
  return { person: personOf(person), isOwner: ownedOrganisation !== null, attempt };
}

function ownerStays(): AppError {
  return new AppError('forbidden', 'The owner of the organisation cannot delete their account');
}

function userNotFound(): AppError {
  return new AppError('unauthorized', 'User not found');
}
