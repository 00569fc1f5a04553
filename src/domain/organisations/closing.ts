/** The owner of an organisation deletes it. Until the retention is over, the operator of the platform can restore it. */
import { AppError } from '../../errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf, PERSON, personOf } from '../people/person.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { cancelOrganisation, RETENTION } from './status.ts';

/** Composes the mail to the owner. */
export type ClosingNotice = (notice: Addressing & { erasedFrom: Date; occasion: Occasion }) => Promise<Email>;

/**
 * Soft deletion: everybody's sessions, tokens and keys end at once; names and addresses stay reserved. Two round trips.
 * @param userId the owner; the caller has made sure that it is they who act
 * @param slug must be the organisation's, when it is given
 * @throws forbidden for others than the owner; bad_request when the slug is another one
 */
export async function closeOrganisation(
  tenant: Tenant,
  userId: string,
  slug: string | undefined,
  write: ClosingNotice,
): Promise<void> {
  const owner = await tenant.db.prisma.user.findUnique({
    where: { id: userId, ownedOrganisation: { id: tenant.organisationId } },
    select: { ...PERSON, organisation: { select: { ...PERSON.organisation.select, slug: true } } },
  });
  if (!owner) throw notTheOwner();
  if (slug !== undefined && slug !== owner.organisation.slug) throw wrongSlug();
  const erasedFrom = after(tenant.now, RETENTION);
  const email = await write({ ...addressingOf(personOf(owner)), erasedFrom, occasion: occasionOf(tenant) });
  // In the flight: they may have handed the organisation over since it was read.
  const items = [required(lockOwned(tenant, userId), notTheOwner), queueEmail(tenant, email)];
  await cancelOrganisation(tenant, { reason: 'deleted by its owner', items });
}

function lockOwned({ organisationId }: Tenant, userId: string): Statement<{ id: string }> {
  // SQL: Prisma takes no locks
  return sql<{ id: string }>`
    SELECT id FROM organisations WHERE id = ${organisationId} AND owner_id = ${userId} AND deleted_at IS NULL
    FOR NO KEY UPDATE`;
}

function notTheOwner(): AppError {
  return new AppError('forbidden', 'Only the organisation owner can delete the organisation');
}

function wrongSlug(): AppError {
  const message = 'Confirmation domain does not match organisation domain';
  const errors = [{ field: 'confirmDomain', path: ['confirmDomain'], message }];
  return new AppError('bad_request', message, { extensions: { errors } });
}
