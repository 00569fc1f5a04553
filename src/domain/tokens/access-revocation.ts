/**
 * Ends a person's access: sessions, tokens and codes, and links and sign-ins that are not finished.
 * SQL: locks rows in one order
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { deleteSessions, lockSessions } from '../sessions/logout.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { revokeTokens } from './families.ts';

/**
 * Locks a person's links and pending sign-ins. Runs before the statements that void them, in the same flight. It waits
 * for a concurrent use of one of them, so that later statements see its effects. These rows are always locked before
 * the person's row, against deadlocks.
 */
export function lockOpenProofs(userId: string): [Statement, Statement, Statement] {
  return [
    sql`SELECT FROM password_reset_tokens WHERE user_id = ${userId} AND consumed_at IS NULL ORDER BY id FOR UPDATE`,
    sql`SELECT FROM email_verification_tokens WHERE user_id = ${userId} AND consumed_at IS NULL ORDER BY id FOR UPDATE`,
    sql`
      SELECT FROM one_time_codes WHERE user_id = ${userId} AND purpose = 'sign_in' AND consumed_at IS NULL
      ORDER BY id FOR UPDATE`,
  ];
}

/**
 * Locks everything that gives a person access. Runs before the statements that revoke, in the same flight. A concurrent
 * redemption of a code or refresh token leaves a successor that a statement which has already begun would not see.
 * These locks wait for redemptions, for sign-ins to clients, and last for the person's row, which every sign-in locks.
 */
export function lockAccess(userId: string) {
  return [
    ...lockOpenProofs(userId),
    sql`SELECT FROM authorization_codes WHERE user_id = ${userId} AND revoked_at IS NULL ORDER BY id FOR UPDATE`,
    sql`SELECT FROM refresh_tokens WHERE user_id = ${userId} AND revoked_at IS NULL ORDER BY id FOR UPDATE`,
    lockSessions({ userId }),
    sql`SELECT FROM users WHERE id = ${userId} AND deleted_at IS NULL FOR NO KEY UPDATE`,
  ] as const;
}

/**
 * Voids what an attacker may have left unfinished: links that set a password or change the address, sign-ins that wait
 * for a second factor, codes, and unconfirmed factors. Every recovery of an account does this. Runs after
 * `lockOpenProofs`, a lock on the person's row, and the statement that consumes a link, in the same flight, and before
 * the person is deleted.
 * @param onlyWithoutFactor voids nothing if the person has a second factor
 */
export function voidOpenProofs(
  tenant: Tenant,
  userId: string,
  { onlyWithoutFactor = false }: { onlyWithoutFactor?: boolean } = {},
): FlightItem[] {
  const { prisma } = tenant.db;
  const theirs = { userId, ...(onlyWithoutFactor ? { user: { mfaEnabled: false } } : {}) };
  const open = { ...theirs, consumedAt: null };
  return [
    prisma.passwordResetToken.deleteMany({ where: open }),
    voidAddressChanges(userId, onlyWithoutFactor),
    prisma.oneTimeCode.updateMany({ where: open, data: { consumedAt: tenant.now } }),
    prisma.authorizationCode.deleteMany({ where: { ...theirs, revokedAt: null } }),
    prisma.mfaFactor.deleteMany({ where: { ...theirs, confirmedAt: null } }),
  ];
}

/** The link that verifies the present address stays valid. */
function voidAddressChanges(userId: string, onlyWithoutFactor: boolean): Statement {
  // SQL: compares columns of two tables with each other
  return sql`
    DELETE FROM email_verification_tokens t USING users u
    WHERE t.user_id = ${userId}::uuid AND t.consumed_at IS NULL AND u.organisation_id = t.organisation_id
      AND u.id = t.user_id AND u.deleted_at IS NULL AND u.email <> t.email
      AND NOT (${onlyWithoutFactor}::boolean AND u.mfa_enabled)`;
}

/**
 * Ends the sessions, codes and tokens of a person, and calls `voidOpenProofs`. Runs after `lockAccess` and after the
 * `required` conditions, in the same flight. Each statement sees what was committed before it began. Nothing can be
 * added meanwhile: links, pending sign-ins, codes, refresh tokens and sessions are locked until the commit, so none of
 * them can be redeemed, rotated or used to sign in. A new sign-in waits for the person's row, and then reads the
 * changed account.
 */
export function endAccess(
  tenant: Tenant,
  userId: string,
  { exceptSession = null }: { exceptSession?: string | null } = {},
): FlightItem[] {
  return [
    ...deleteSessions(tenant, { userId, exceptId: exceptSession }),
    ...voidOpenProofs(tenant, userId),
    tenant.db.prisma.authorizationCode.deleteMany({ where: { userId } }),
    ...revokeTokens(tenant, { userId }),
  ];
}
