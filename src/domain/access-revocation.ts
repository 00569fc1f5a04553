/** Taking back what a person's sign-ins gave out. */
import { type Statement, sql } from '../platform/statement.ts';
import { awaitSignIns, endingSessions } from './logout.ts';
import type { Tenant } from './unit-of-work.ts';

/**
 * To run before a statement that revokes, in the same flight. A code or refresh token that is being redeemed at this
 * moment leaves a successor which a statement that had begun already would not see: these wait for it, and for clients
 * that are being signed in to.
 */
export function awaitRedemptions(userId: string): [Statement, Statement, Statement] {
  return [
    sql`SELECT FROM authorization_codes WHERE user_id = ${userId} AND revoked_at IS NULL ORDER BY id FOR UPDATE`,
    sql`SELECT FROM refresh_tokens WHERE user_id = ${userId} AND revoked_at IS NULL ORDER BY id FOR UPDATE`,
    awaitSignIns(sql`user_id = ${userId}`),
  ];
}

/**
 * Common table expressions that end the sessions, codes and tokens of everybody whom `changed` names.
 * @param exceptId the one session that goes on
 */
export function endingAccess(tenant: Tenant, exceptId: string | null) {
  const { now } = tenant;
  const sessions = sql`user_id IN (SELECT id FROM changed) AND id IS DISTINCT FROM ${exceptId}::uuid`;
  return sql`
    ${endingSessions(tenant, sessions)},
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
