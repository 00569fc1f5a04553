/** Taking back what a person's sign-ins gave out. */
import { type Statement, sql } from '../platform/statement.ts';

/**
 * To run before a statement that revokes, in the same flight. A code or refresh token that is being redeemed at this
 * moment leaves a successor which a statement that had begun already would not see: this one waits for it.
 */
export function awaitRedemptions(userId: string): [Statement, Statement] {
  return [
    sql`SELECT FROM authorization_codes WHERE user_id = ${userId} AND revoked_at IS NULL ORDER BY id FOR UPDATE`,
    sql`SELECT FROM refresh_tokens WHERE user_id = ${userId} AND revoked_at IS NULL ORDER BY id FOR UPDATE`,
  ];
}

/**
 * Common table expressions that end the sessions, codes and tokens of everybody whom `changed` names.
 * @param exceptId the one session that goes on
 */
export function endingAccess(now: Date, exceptId: string | null) {
  return sql`
    ended_sessions AS (
      DELETE FROM sessions WHERE user_id IN (SELECT id FROM changed) AND id IS DISTINCT FROM ${exceptId}::uuid
    ),
    ended_codes AS (DELETE FROM authorization_codes WHERE user_id IN (SELECT id FROM changed)),
    revoked_tokens AS (
      UPDATE tokens SET revoked_at = ${now}, updated_at = ${now}
      WHERE user_id IN (SELECT id FROM changed) AND revoked_at IS NULL
    ),
    revoked_refresh_tokens AS (
      UPDATE refresh_tokens SET revoked_at = ${now}, updated_at = ${now}
      WHERE user_id IN (SELECT id FROM changed) AND revoked_at IS NULL
    )`;
}
