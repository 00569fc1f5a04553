/**
 * Accounts under an address that nobody ever proved: whoever made one may be anybody. Such an address is not reserved. Its
 * owner takes the account over by the mailbox, and what was in it goes: sessions, tokens, factors, known browsers.
 */
import type { Sql } from '../platform/statement.ts';
import { sql } from '../platform/statement.ts';

/**
 * Common table expressions, after `source` and before `changed`: `unproved` names those of `source` whose address nobody
 * had proved, and what signs in to their accounts besides the password goes.
 */
export function droppingUnproved(): Sql {
  const theirs = sql`user_id IN (SELECT id FROM unproved)`;
  return sql`
    unproved AS (
      SELECT id FROM users
      WHERE id IN (SELECT user_id FROM source) AND email_verified_at IS NULL AND deleted_at IS NULL
    ),
    dropped_factors AS (DELETE FROM mfa_factors WHERE ${theirs} AND confirmed_at IS NOT NULL),
    dropped_backup_codes AS (DELETE FROM mfa_backup_codes WHERE ${theirs}),
    dropped_browsers AS (DELETE FROM known_devices WHERE ${theirs})`;
}

/** Assignments to `users`: the mailbox has said whose the address is. To go with `droppingUnproved`. */
export function provingAddress(now: Date): Sql {
  return sql`
    email_verified_at = COALESCE(email_verified_at, ${now}),
    mfa_enabled = mfa_enabled AND email_verified_at IS NOT NULL,
    mfa_methods = CASE WHEN email_verified_at IS NULL THEN '[]'::jsonb ELSE mfa_methods END`;
}

/** Of a query of `users u`: an account that the owner of its address may take over. */
export const IS_UNPROVED = sql`(
  u.email_verified_at IS NULL AND u.deleted_at IS NULL AND u.blocked_at IS NULL AND u.identity_provider = 'local')`;
