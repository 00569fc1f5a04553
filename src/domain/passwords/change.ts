/**
 * A new password, set with a link from the mailbox or with the old password. Of two concurrent changes one succeeds: it
 * locks the person's row, and the other then finds the link used or the old password changed.
 */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { type Attempt, refundAttempt } from '../lockout/attempts.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf } from '../people/person.ts';
import { assertPassword, type Claimant, chargePasswordAttempt } from '../proof/password.ts';
import { holdDoubtfulFactors } from '../recovery/doubtful-factors.ts';
import { prepareRecoveryLink } from '../recovery/links.ts';
import { markAddressVerified, removeUnverifiedFactors, UNVERIFIED } from '../recovery/unverified-accounts.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';
import {
  acceptPassword,
  archivePassword,
  type BreachCheck,
  PASSWORD_OWNER,
  type PasswordOwner,
  passwordOwnerOf,
  pruneHistory,
} from './acceptance.ts';
import type { SealedDestination } from './links.ts';
import { destinationOf, findResetLink } from './mailbox-links.ts';

/** The message about a changed password: it lists the second factors, and has a link that undoes the change. */
export type PasswordNotice = (
  notice: Addressing & { occasion: Occasion; factorNames: string[]; undoToken: string },
) => Promise<Email>;

export interface PasswordChangeTools {
  isBreached: BreachCheck;
  notify: PasswordNotice;
}

export interface ResetOutcome {
  /** The token of the link that reviews the factors on hold; null when there are none. */
  review: string | null;
  /** The page that the person wanted to reach. */
  destination: SealedDestination | null;
}

/**
 * Sets a password on the strength of a link. Every session ends and every token is revoked: whoever had the old
 * password has nothing any more, and what they may have added is held (domain/recovery/doubtful-factors.ts). Two round
 * trips; the last one uses the link up, so it is good for one change.
 * @throws bad_request; unauthorized when this account has no password to set
 */
export async function resetPassword(
  system: System,
  actor: Partial<Actor>,
  input: { token: string; password: string },
  tools: PasswordChangeTools,
): Promise<ResetOutcome> {
  const link = await findResetLink(system, input.token);
  if (!link) throw invalidToken();
  if (link.identityProvider !== 'local') {
    throw new AppError('unauthorized', 'Password reset not available for this account');
  }
  const { userId, tokenId } = link;
  const tenant = system.openTenant(link.organisationId, { ...actor, userId });
  const hash = await acceptPassword(link, input.password, tools.isBreached);
  const review = await prepareRecoveryLink(tenant, { userId, kind: 'factor_review' });
  const before = [
    ...lockAccess(userId),
    required(consumeResetLink(tenant, tokenId), invalidToken),
    // Before the address is marked as verified, and before factors are put on hold.
    ...removeUnverifiedFactors(tenant, userId),
  ] as const;
  const results = await tenant.db.flight(
    ...before,
    holdDoubtfulFactors(tenant, userId),
    ...setPassword(tenant, { id: userId }, { hash, missing: invalidToken }),
    ...(link.sentByMail ? [markAddressVerified(tenant, userId)] : []),
    ...endAccess(tenant, userId),
    review.write,
    deleteUnneededReview(tenant, review.id),
    recordEvent(tenant, { type: 'user.password_reset', resourceId: userId }),
    ...(await prepareChangeNotice(tenant, link, { notify: tools.notify, dedupeKey: `password-reset:${tokenId}` })),
  );
  const onHold = results[before.length];
  return { review: onHold.length > 0 ? review.token : null, destination: destinationOf(link) };
}

function consumeResetLink({ db, now }: Tenant, id: string) {
  return db.prisma.passwordResetToken.update({
    where: { id, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
    select: { id: true },
  });
}

/** Deletes the review link again, if this flight put no factor on hold. */
function deleteUnneededReview({ db, now }: Tenant, id: string): FlightItem {
  return db.prisma.recoveryLink.deleteMany({ where: { id, user: { mfaFactors: { none: { heldAt: now } } } } });
}

/**
 * Replaces a password by its owner, who knows the old one. The other sessions end, and tokens are revoked (RFC 9700
 * section 4.14: refresh tokens end when the password changes). Two round trips.
 * @throws bad_request, or rate_limited
 */
export async function changePassword(
  claimant: Claimant,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  tools: PasswordChangeTools,
): Promise<void> {
  const { system, tenant, session } = claimant;
  const userId = claimant.user.id;
  const { owner, attempt } = await chargeAndReadOwner(claimant, currentPassword);
  await assertPassword(
    claimant,
    { attempt, password: currentPassword, hash: owner.password, passwordFailures: owner.passwordFailures },
    'bad_request',
  );
  const refund = () => refundAttempt(system, attempt, { succeeded: true });
  const hash = await acceptPassword(owner, newPassword, tools.isBreached).catch(async (error) => {
    await refund();
    throw error;
  });
  const notices = await prepareChangeNotice(tenant, owner, {
    notify: tools.notify,
    dedupeKey: `password-changed:${uuidv7(tenant.now)}`,
  });
  const changing = tenant.db.flight(
    ...lockAccess(userId),
    // Only if the stored password is still the one that was checked: of two concurrent changes one fails.
    ...setPassword(tenant, { id: userId, password: owner.password }, { hash }),
    ...endAccess(tenant, userId, { exceptSession: session.id }),
    recordEvent(tenant, { type: 'user.password_changed', resourceId: userId }),
    ...notices,
  );
  const [changed] = await Promise.all([nullIfMissing(changing), refund()]);
  if (changed === null) throw new AppError('bad_request', 'Current password is incorrect');
}

/**
 * The owner of an address takes over the unverified account that was created with it. One round trip.
 * @returns false when there is no such account any more
 */
export async function takeOverAccount(
  tenant: Tenant,
  person: { id: string; firstName: string; lastName: string },
  hash: string,
): Promise<boolean> {
  const { id, firstName, lastName } = person;
  const taken = await nullIfMissing(
    tenant.db.flight(
      ...lockAccess(id),
      ...setPassword(
        tenant,
        { id, ...UNVERIFIED },
        { hash, also: { firstName, lastName, name: `${firstName} ${lastName}` } },
      ),
      ...removeUnverifiedFactors(tenant, id),
      markAddressVerified(tenant, id),
      ...endAccess(tenant, id),
      recordEvent(tenant, { type: 'user.taken_over', resourceId: id }),
    ),
  );
  return taken !== null;
}

interface NewPassword {
  hash: string;
  also?: Prisma.UserUncheckedUpdateInput;
  missing?: () => Error;
}

/**
 * Sets the password of the person that `where` selects, else rolls back the flight. The old one goes to the history.
 */
function setPassword(
  tenant: Tenant,
  where: Prisma.UserWhereUniqueInput & { id: string },
  { hash, also = {}, missing = MISSING }: NewPassword,
): FlightItem[] {
  const { now, db } = tenant;
  const none = { failedLoginCount: 0, lockedUntil: null, passwordFailures: 0 };
  const data = { password: hash, passwordChangedAt: now, ...none, ...also, updatedAt: now };
  return [
    archivePassword(tenant, where.id),
    required(db.prisma.user.update({ where, data, select: { id: true } }), missing),
    pruneHistory(tenant, where.id),
  ];
}

/** The message about a change, with a link that undoes it. */
async function prepareChangeNotice(
  tenant: Tenant,
  owner: PasswordOwner,
  { notify, dedupeKey }: { notify: PasswordNotice; dedupeKey: string },
): Promise<FlightItem[]> {
  const { userId, factorNames } = owner;
  const undo = await prepareRecoveryLink(tenant, { userId, kind: 'password_undo' });
  const notice = { ...addressingOf(owner), occasion: occasionOf(tenant), factorNames, undoToken: undo.token };
  return [undo.write, queueEmail(tenant, await notify(notice), { dedupeKey })];
}

/**
 * Counts an attempt, and reads the person. One round trip.
 * @throws bad_request when the account has no local password
 */
async function chargeAndReadOwner(
  claimant: Claimant,
  password: string,
): Promise<{ owner: PasswordOwner; attempt: Attempt }> {
  const { system, tenant, user } = claimant;
  const [[attempt], owner] = await system.db.flight(
    await chargePasswordAttempt(claimant, password),
    system.db.prisma.user.findFirst({
      where: { organisationId: tenant.organisationId, id: user.id },
      select: PASSWORD_OWNER,
    }),
  );
  if (!owner) throw new AppError('unauthorized', 'User not found');
  if (!attempt) throw new AppError('bad_request', 'Password change not available for this account');
  return { owner: passwordOwnerOf(owner), attempt };
}

function invalidToken(): AppError {
  return new AppError('bad_request', 'Invalid or expired password reset token');
}
