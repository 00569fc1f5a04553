/** A new password: by a link from the mailbox, or by whoever knows the old one. */
import { AppError } from '../errors.ts';
import { uuidv7 } from '../lib/ids.ts';
import { sql } from '../platform/statement.ts';
import { awaitRedemptions, endingAccess } from './access-revocation.ts';
import { findResetLink } from './account-tokens.ts';
import { EVENT_COLUMNS, type Event, eventValues } from './events/emit.ts';
import {
  acceptPassword,
  type BreachCheck,
  HISTORY_COLUMN,
  type PasswordOwner,
  pruningHistory,
} from './new-password.ts';
import { type Email, queueEmail } from './outbound-emails.ts';
import { type Addressing, addressingOf, type Occasion, occasionOf, PERSON_COLUMNS } from './people.ts';
import { assertPassword, type Claimant, payingForPassword } from './proof.ts';
import { type Attempt, refundAttempt } from './sign-in-attempts.ts';
import type { Actor, System, Tenant } from './unit-of-work.ts';

/** Tells the owner that the password is another one now. */
export type PasswordNotice = (notice: Addressing & { occasion: Occasion }) => Promise<Email>;

export interface PasswordChangeTools {
  isBreached: BreachCheck;
  notify: PasswordNotice;
}

/**
 * Sets a password on the strength of a link. Every session ends and every token is revoked: whoever had the old
 * password has nothing any more. Two round trips; the last one uses the link up, so it is good for one change.
 * @throws bad_request; unauthorized when this account has no password to set
 */
export async function resetPassword(
  system: System,
  actor: Partial<Actor>,
  input: { token: string; password: string },
  tools: PasswordChangeTools,
): Promise<void> {
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
  const results = await tenant.db.flight(
    ...awaitRedemptions(userId),
    sql<{ id: string }>`
      WITH source AS (${source}), ${changing(tenant, hash)}, ${endingAccess(tenant, null)},
      void_links AS (DELETE FROM password_reset_tokens WHERE user_id IN (SELECT id FROM changed) AND id <> ${tokenId}),
      ${recording(tenant, { type: 'user.password_reset', resourceId: userId })}
      SELECT id FROM changed`,
    pruningHistory(tenant, userId),
    queueEmail(tenant, await tools.notify(noticeOf(tenant, link)), { dedupeKey: `password-reset:${tokenId}` }),
  );
  if (results[3].length === 0) throw invalidToken();
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
  await assertPassword(claimant, { attempt, password: currentPassword, hash: owner.password }, 'bad_request');
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
  const notice = await tools.notify(noticeOf(tenant, owner));
  const [[, , , changed]] = await Promise.all([
    tenant.db.flight(
      ...awaitRedemptions(userId),
      sql<{ id: string }>`
        WITH source AS (${source}), ${changing(tenant, hash)}, ${endingAccess(tenant, session.id)},
        void_links AS (DELETE FROM password_reset_tokens WHERE user_id IN (SELECT id FROM changed) AND consumed_at IS NULL),
        ${recording(tenant, { type: 'user.password_changed', resourceId: userId })}
        SELECT id FROM changed`,
      pruningHistory(tenant, userId),
      queueEmail(tenant, notice, { dedupeKey: `password-changed:${changeId}` }),
    ),
    refund(),
  ]);
  if (changed.length === 0) throw new AppError('bad_request', 'Current password is incorrect');
}

/** `changed`: the people of `source`, with their new password; the old one goes to the history. */
function changing(tenant: Tenant, hash: string) {
  const { now, organisationId } = tenant;
  return sql`
    before AS (SELECT id, password FROM users WHERE id IN (SELECT user_id FROM source) AND deleted_at IS NULL),
    changed AS (
      UPDATE users SET password = ${hash}, password_changed_at = ${now}, failed_login_count = 0, locked_until = NULL,
        updated_at = ${now}
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

function noticeOf(tenant: Tenant, owner: PasswordOwner): Addressing & { occasion: Occasion } {
  return { ...addressingOf(owner), occasion: occasionOf(tenant) };
}

/** One round trip. @throws bad_request when there is no password of ours to change */
async function payForOwner(claimant: Claimant, password: string): Promise<{ owner: PasswordOwner; attempt: Attempt }> {
  const { system, tenant, user } = claimant;
  const [[attempt], [owner]] = await system.db.flight(
    await payingForPassword(claimant, password),
    sql<PasswordOwner>`
      SELECT ${PERSON_COLUMNS}, ${HISTORY_COLUMN}
      FROM users u JOIN organisations o ON o.id = u.organisation_id
      WHERE u.organisation_id = ${tenant.organisationId} AND u.id = ${user.id} AND u.deleted_at IS NULL
        AND o.deleted_at IS NULL`,
  );
  if (!owner) throw new AppError('unauthorized', 'User not found');
  if (!attempt) throw new AppError('bad_request', 'Password change not available for this account');
  return { owner, attempt };
}

function invalidToken(): AppError {
  return new AppError('bad_request', 'Invalid or expired password reset token');
}
