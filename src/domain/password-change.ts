/**
 * A new password: by a link from the mailbox, or by whoever knows the old one.
 * SQL: of two changes at once one is made, by the statement that checks what allows it and ends the access.
 */
import { AppError } from '../errors.ts';
import { uuidv7 } from '../lib/ids.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { awaitRedemptions, endingAccess } from './access-revocation.ts';
import { destinationOf, findResetLink } from './account-tokens.ts';
import { holdingDoubtfulFactors } from './doubtful-factors.ts';
import { EVENT_COLUMNS, type Event, eventValues } from './events/emit.ts';
import {
  acceptPassword,
  type BreachCheck,
  PASSWORD_OWNER,
  type PasswordOwner,
  passwordOwnerOf,
  pruningHistory,
} from './new-password.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import type { SealedDestination } from './password-links.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf } from './people.ts';
import { assertPassword, type Claimant, payingForPassword } from './proof.ts';
import { prepareRecoveryLink } from './recovery-links.ts';
import { type Attempt, refundAttempt } from './sign-in-attempts.ts';
import type { Actor, System, Tenant } from './unit-of-work.ts';
import { droppingUnproved, IS_UNPROVED, provingAddress } from './unproved-accounts.ts';

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
 * password has nothing any more, and what they may have added is held (domain/doubtful-factors.ts). Two round trips; the
 * last one uses the link up, so it is good for one change.
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
  const source = sql`
    UPDATE password_reset_tokens SET consumed_at = ${tenant.now}
    WHERE id = ${tokenId} AND consumed_at IS NULL AND expires_at > ${tenant.now} RETURNING user_id`;
  const onlyIf = sql`EXISTS (SELECT FROM held)`;
  const review = await prepareRecoveryLink(tenant, { userId, kind: 'factor_review', onlyIf });
  const results = await tenant.db.flight(
    ...awaitRedemptions(userId),
    sql<{ hasHeld: boolean }>`
      WITH source AS (${source}), ${droppingUnproved()}, ${changing(tenant, hash, link.sentByMail ? provingAddress(tenant.now) : undefined)},
      ${endingAccess(tenant, null, tokenId)},
      ${holdingDoubtfulFactors(tenant, sql`f.user_id NOT IN (SELECT id FROM unproved)`)},
      review AS (${review.statement}),
      ${recording(tenant, { type: 'user.password_reset', resourceId: userId })}
      SELECT ${onlyIf} AS "hasHeld" FROM changed`,
    pruningHistory(tenant, userId),
    ...(await telling(tenant, link, { hash, notify: tools.notify, dedupeKey: `password-reset:${tokenId}` })),
  );
  const [changed] = results[7];
  if (!changed) throw invalidToken();
  return { review: changed.hasHeld ? review.token : null, destination: destinationOf(link) };
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
  const { owner, attempt } = await payForOwner(claimant, currentPassword);
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
  // Only in place of the password that was checked: of two changes at once, one is too late.
  const source = sql`
    SELECT id AS user_id FROM users
    WHERE id = ${userId} AND password = ${owner.password} AND deleted_at IS NULL FOR NO KEY UPDATE`;
  const changeId = uuidv7(tenant.now);
  const dedupeKey = `password-changed:${changeId}`;
  const told = await telling(tenant, owner, { hash, notify: tools.notify, dedupeKey });
  const [[, , , , , , , changed]] = await Promise.all([
    tenant.db.flight(
      ...awaitRedemptions(userId),
      sql<{ id: string }>`
        WITH source AS (${source}), ${changing(tenant, hash)}, ${endingAccess(tenant, session.id)},
        ${recording(tenant, { type: 'user.password_changed', resourceId: userId })}
        SELECT id FROM changed`,
      pruningHistory(tenant, userId),
      ...told,
    ),
    refund(),
  ]);
  if (changed.length === 0) throw new AppError('bad_request', 'Current password is incorrect');
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
  const source = sql`SELECT u.id AS user_id FROM users u WHERE u.id = ${id} AND u.deleted_at IS NULL AND ${IS_UNPROVED} FOR NO KEY UPDATE`;
  const named = sql`first_name = ${firstName}, last_name = ${lastName}, name = ${`${firstName} ${lastName}`}`;
  const results = await tenant.db.flight(
    ...awaitRedemptions(id),
    sql<{ id: string }>`
      WITH source AS (${source}), ${droppingUnproved()},
      ${changing(tenant, hash, sql`${provingAddress(tenant.now)}, ${named}`)}, ${endingAccess(tenant, null)},
      ${recording(tenant, { type: 'user.taken_over', resourceId: id })}
      SELECT id FROM changed`,
  );
  return (results.at(-1) ?? []).length > 0;
}

/**
 * `changed`: the people of `source`, with their new password; the old one goes to the history.
 * @param also further assignments
 */
function changing(tenant: Tenant, hash: string, also?: Sql) {
  const { now, organisationId } = tenant;
  return sql`
    before AS (SELECT id, password FROM users WHERE id IN (SELECT user_id FROM source) AND deleted_at IS NULL),
    changed AS (
      UPDATE users SET password = ${hash}, password_changed_at = ${now}, failed_login_count = 0, locked_until = NULL,
        password_failures = 0, updated_at = ${now}${also ? sql`, ${also}` : sql``}
      WHERE id IN (SELECT user_id FROM source) AND deleted_at IS NULL RETURNING id
    ),
    history AS (
      INSERT INTO password_history (id, organisation_id, user_id, password, created_at)
      SELECT ${uuidv7(now)}::uuid, ${organisationId}::uuid, id, password, ${now}::timestamptz
      FROM before WHERE password IS NOT NULL
    )`;
}

function recording(tenant: Tenant, event: Event) {
  return sql`event AS (INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM changed)`;
}

/** The message about a change, if it was made, with a link that undoes it. */
async function telling(
  tenant: Tenant,
  owner: PasswordOwner,
  { hash, notify, dedupeKey }: { hash: string; notify: PasswordNotice; dedupeKey: string },
): Promise<Statement[]> {
  const { userId, factorNames } = owner;
  const onlyIf = sql`EXISTS (
    SELECT FROM users WHERE id = ${userId}::uuid AND password = ${hash} AND deleted_at IS NULL)`;
  const undo = await prepareRecoveryLink(tenant, { userId, kind: 'password_undo', onlyIf });
  const notice = { ...addressingOf(owner), occasion: occasionOf(tenant), factorNames, undoToken: undo.token };
  return [undo.statement, queueEmail(tenant, await notify(notice), { dedupeKey, onlyIf })];
}

/** One round trip. @throws bad_request when there is no password of ours to change */
async function payForOwner(claimant: Claimant, password: string): Promise<{ owner: PasswordOwner; attempt: Attempt }> {
  const { system, tenant, user } = claimant;
  const [[attempt], owner] = await system.db.flight(
    await payingForPassword(claimant, password),
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
