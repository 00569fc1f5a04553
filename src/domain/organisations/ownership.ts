/**
 * The owner of an organisation hands it over to another of its people. There is always exactly one owner: the statement
 * that sets the new one requires the present one.
 */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Principal } from '../access/principals.ts';
import { lockRoles } from '../access/rights.ts';
import { recordEvent } from '../events/emit.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import {
  type Addressing,
  addressingOf,
  type Occasion,
  occasionOf,
  PERSON,
  type Person,
  personOf,
} from '../people/person.ts';
import { assertProved, type Claimant, chargePasswordAttempt, refundProof } from '../proof/password.ts';
import { assertMayAddFactor } from '../proof/step-up.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface Transfer {
  newOwnerId: string;
  /** Instead of a recent sign-in; not enough for those who have a second factor. */
  password: string | undefined;
}

/** Composes the mail to either of them. */
export type OwnershipNotice = (
  notice: Addressing & { recipientIs: 'former' | 'new'; otherName: string; occasion: Occasion },
) => Promise<Email>;

/** Whoever is blocked, leaving or not confirmed could not take care of the organisation. */
const ELIGIBLE = { blockedAt: null, emailVerifiedAt: { not: null }, deletionScheduledAt: null } as const;

/**
 * The new owner gets the role Owner, the former one Admin in place of it. Two round trips.
 * @throws forbidden without a recent authentication (with a second factor, if there is one), and for others than the
 *   owner; not_found; conflict when the person cannot become the owner; rate_limited
 */
export async function transferOwnership(
  claimant: Claimant,
  principal: Principal['user'],
  { newOwnerId, password }: Transfer,
  write: OwnershipNotice,
): Promise<void> {
  const { tenant } = claimant;
  if (principal.mfaEnabled) assertMayAddFactor(claimant.session, principal, tenant.now);
  const given = principal.mfaEnabled ? undefined : password;
  const { owner, newOwner, attempt } = await findBoth(claimant, newOwnerId, given);
  await assertProved(claimant, { attempt, password, hash: owner.password, passwordFailures: owner.passwordFailures });
  await Promise.all([handOver(tenant, owner, newOwner, write), refundProof(claimant, attempt)]);
}

type Owner = Person & { isOwner: boolean };

/** One round trip. */
async function handOver(tenant: Tenant, owner: Owner, newOwner: Person | null, write: OwnershipNotice): Promise<void> {
  if (!owner.isOwner) throw notTheOwner();
  if (!newOwner) throw userNotFound();
  if (newOwner.userId === owner.userId) throw new AppError('conflict', 'You are the owner already');
  const occasion = occasionOf(tenant);
  const [toFormer, toNew] = await Promise.all([
    write({ ...addressingOf(owner), recipientIs: 'former', otherName: nameOf(newOwner), occasion }),
    write({ ...addressingOf(newOwner), recipientIs: 'new', otherName: nameOf(owner), occasion }),
  ]);
  await tenant.db.flight(
    ...changeOwner(tenant, owner.userId, newOwner.userId),
    recordEvent(tenant, {
      type: 'organisation.ownership_transferred',
      resourceId: tenant.organisationId,
      metadata: { from: owner.userId, to: newOwner.userId },
    }),
    queueEmail(tenant, toFormer),
    queueEmail(tenant, toNew),
  );
}

const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`.trim();

/** Counts an attempt at the password, and reads both. One round trip. */
async function findBoth(claimant: Claimant, newOwnerId: string, password: string | undefined) {
  const { system, tenant, user } = claimant;
  const { organisationId } = tenant;
  const person = (id: string) =>
    system.db.prisma.user.findFirst({
      where: { organisationId, id },
      select: { ...PERSON, ownedOrganisation: { select: { id: true } } },
    });
  const [[attempt], one, other] = await system.db.flight(
    await chargePasswordAttempt(claimant, password),
    person(user.id),
    person(isUuid(newOwnerId) ? newOwnerId : user.id),
  );
  if (!one) throw userNotFound();
  const owner = { ...personOf(one), isOwner: one.ownedOrganisation !== null };
  return { owner, newOwner: other && isUuid(newOwnerId) ? personOf(other) : null, attempt };
}

/** Each statement sees what was committed while the locks were waited for: a block, a deletion, another transfer. */
function changeOwner(tenant: Tenant, ownerId: string, newOwnerId: string): FlightItem[] {
  const { db, now, organisationId } = tenant;
  const { prisma } = db;
  return [
    // Before people: the order of all changes of rights.
    lockRoles(tenant),
    lockPeople([ownerId, newOwnerId]),
    required(
      prisma.organisation.update({
        where: { id: organisationId, ownerId },
        data: { ownerId: newOwnerId, updatedAt: now },
        select: { id: true },
      }),
      notTheOwner,
    ),
    required(prisma.user.findUnique({ where: { id: newOwnerId }, select: { id: true } }), userNotFound),
    required(prisma.user.findUnique({ where: { id: newOwnerId, ...ELIGIBLE }, select: { id: true } }), notEligible),
    prisma.userRole.deleteMany({ where: { userId: ownerId, role: { slug: 'owner' } } }),
    giveRoles(tenant, ownerId, newOwnerId),
  ];
}

/** In the order of ids, against deadlocks. Whatever ends a person's access locks the row too. */
function lockPeople(ids: readonly string[]): Statement {
  // SQL: Prisma takes no locks
  return sql`
    SELECT FROM users WHERE id = ANY (${ids}::uuid[]) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE`;
}

function giveRoles({ organisationId }: Tenant, ownerId: string, newOwnerId: string): Statement {
  // SQL: finds the roles by their slugs, without reading them first
  return sql`
    INSERT INTO user_roles (organisation_id, user_id, role_id)
    SELECT organisation_id, CASE slug WHEN 'owner' THEN ${newOwnerId}::uuid ELSE ${ownerId}::uuid END, id
    FROM roles WHERE organisation_id = ${organisationId} AND slug IN ('owner', 'admin')
    ON CONFLICT DO NOTHING`;
}

function notTheOwner(): AppError {
  return new AppError('forbidden', 'Only the owner of the organisation can hand it over');
}

function notEligible(): AppError {
  const message = 'The new owner must have confirmed their address, and be neither blocked nor about to be deleted';
  return new AppError('conflict', message);
}

function userNotFound(): AppError {
  return new AppError('not_found', 'User not found');
}
