/**
 * A new password: by a link from the mailbox, or by whoever knows the old one. Of two changes at once one is made: the
 * person's row is locked by then, and what allows the change is required, so the other one finds it used, or changed.
 */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { recordEvent } from '../events/emit.ts';
import { type Attempt, refundAttempt } from '../lockout/attempts.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf } from '../people/person.ts';
import { assertPassword, type Claimant, chargePasswordAttempt } from '../proof/password.ts';
import { holdDoubtfulFactors } from '../recovery/doubtful-factors.ts';
import { prepareRecoveryLink } from '../recovery/links.ts';
import { proveAddress, removeUnprovedFactors, UNPROVED } from '../recovery/unproved-accounts.ts';
import { awaitRedemptions, endAccess } from '../tokens/access-revocation.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';
import {
  acceptPassword,
  type BreachCheck,
  PASSWORD_OWNER,
  type PasswordOwner,
  passwordOwnerOf,
  pruningHistory,
} from './acceptance.ts';
import type { SealedDestination } from './links.ts';
import { destinationOf, findResetLink } from './mailbox-links.ts';

/** Tells the owner that the password is another one now, by which factors one signs in, and how to undo it. */
export type PasswordNotice = (
  notice: Addressing & { occasion: Occasion; factorNames: string[]; undoToken: string },
) => Promise<Email>;

export interface PasswordChangeTools {
  isBreached: BreachCheck;
  notify: PasswordNotice;
}

export interface ResetOutcome {
  /** The token by which the owner says whose the held factors are; null when there are none. */
  review: string | null;
  /** Where the person was on their way to. */
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
    ...awaitRedemptions(userId),
    required(usingResetLink(tenant, tokenId), invalidToken),
    // Before the address counts as proved, and before factors of nobody could be held.
    ...removeUnprovedFactors(tenant, userId),
  ] as const;
  const results = await tenant.db.flight(
    ...before,
    holdDoubtfulFactors(tenant, userId),
    ...settingPassword(tenant, { id: userId }, { hash, missing: invalidToken }),
    ...(link.sentByMail ? [proveAddress(tenant, userId)] : []),
    ...endAccess(tenant, userId),
    review.write,
    forgettingReview(tenant, review.id),
    recordEvent(tenant, { type: 'user.password_reset', resourceId: userId }),
    ...(await telling(tenant, link, { notify: tools.notify, dedupeKey: `password-reset:${tokenId}` })),
  );
  const held = results[before.length];
  return { review: held.length > 0 ? review.token : null, destination: destinationOf(link) };
}

function usingResetLink({ db, now }: Tenant, id: string) {
  return db.prisma.passwordResetToken.update({
    where: { id, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
    select: { id: true },
  });
}

/** Where nothing was held just now, there is nothing to ask about. */
function forgettingReview({ db, now }: Tenant, id: string): FlightItem {
  return db.prisma.recoveryLink.deleteMany({ where: { id, user: { mfaFactors: { none: { heldAt: now } } } } });
}

/**
 * Sets a password in place of one that its owner knows. The other sessions end, and tokens with them (RFC 9700 section
 * 4.14: refresh tokens go when the password changes). Two round trips.
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
  const told = await telling(tenant, owner, {
    notify: tools.notify,
    dedupeKey: `password-changed:${uuidv7(tenant.now)}`,
  });
  const changing = tenant.db.flight(
    ...awaitRedemptions(userId),
    // Only in place of the password that was checked: of two changes at once, one is too late.
    ...settingPassword(tenant, { id: userId, password: owner.password }, { hash }),
    ...endAccess(tenant, userId, { exceptSession: session.id }),
    recordEvent(tenant, { type: 'user.password_changed', resourceId: userId }),
    ...told,
  );
  const [changed] = await Promise.all([nullIfMissing(changing), refund()]);
  if (changed === null) throw new AppError('bad_request', 'Current password is incorrect');
}

/**
 * Somebody takes over the account that was made under their address before anybody proved it. One round trip.
 * @returns whether it was there to be taken over
 */
export async function takeOverAccount(
  tenant: Tenant,
  person: { id: string; firstName: string; lastName: string },
  hash: string,
): Promise<boolean> {
  const { id, firstName, lastName } = person;
  const taken = await nullIfMissing(
    tenant.db.flight(
      ...awaitRedemptions(id),
      ...settingPassword(
        tenant,
        { id, ...UNPROVED },
        { hash, also: { firstName, lastName, name: `${firstName} ${lastName}` } },
      ),
      ...removeUnprovedFactors(tenant, id),
      proveAddress(tenant, id),
      ...endAccess(tenant, id),
      recordEvent(tenant, { type: 'user.taken_over', resourceId: id }),
    ),
  );
  return taken !== null;
}

interface Setting {
  hash: string;
  also?: Prisma.UserUncheckedUpdateInput;
  missing?: () => Error;
}

/** A new password for whom `where` finds, or nothing in the flight is done; the old one goes to the history. */
function settingPassword(
  tenant: Tenant,
  where: Prisma.UserWhereUniqueInput & { id: string },
  { hash, also = {}, missing = MISSING }: Setting,
): FlightItem[] {
  const { now, db } = tenant;
  const none = { failedLoginCount: 0, lockedUntil: null, passwordFailures: 0 };
  const data = { password: hash, passwordChangedAt: now, ...none, ...also, updatedAt: now };
  return [
    keepingPassword(tenant, where.id),
    required(db.prisma.user.update({ where, data, select: { id: true } }), missing),
    pruningHistory(tenant, where.id),
  ];
}

function keepingPassword({ now, organisationId }: Tenant, userId: string): Statement {
  // SQL: copies a hash that may have changed since it was read
  return sql`
    INSERT INTO password_history (id, organisation_id, user_id, password, created_at)
    SELECT ${uuidv7(now)}::uuid, ${organisationId}::uuid, id, password, ${now}::timestamptz
    FROM users WHERE id = ${userId}::uuid AND password IS NOT NULL AND deleted_at IS NULL`;
}

/** The message about a change, with a link that undoes it. */
async function telling(
  tenant: Tenant,
  owner: PasswordOwner,
  { notify, dedupeKey }: { notify: PasswordNotice; dedupeKey: string },
): Promise<FlightItem[]> {
  const { userId, factorNames } = owner;
  const undo = await prepareRecoveryLink(tenant, { userId, kind: 'password_undo' });
  const notice = { ...addressingOf(owner), occasion: occasionOf(tenant), factorNames, undoToken: undo.token };
  return [undo.write, queueEmail(tenant, await notify(notice), { dedupeKey })];
}

/** One round trip. @throws bad_request when there is no password of ours to change */
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
