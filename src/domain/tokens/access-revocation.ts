/**
 * Taking back what a person's sign-ins gave out, and what somebody else may have left open.
 * SQL: locks rows in one order.
 */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { deleteSessions, lockSessions } from '../sessions/logout.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { revokeTokens } from './families.ts';

/**
 * To run before a statement that voids what is open, in the same flight. A link or a sign-in that is being used at this
 * moment is waited for, so its effects are seen by the statements that follow; and everybody takes these rows before
 * the person's, so nobody waits for each other.
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
 * To run before a statement that revokes, in the same flight. A code or refresh token that is being redeemed at this
 * moment leaves a successor which a statement that had begun already would not see: these wait for it, for clients that
 * are being signed in to, and last for the person's row, which every sign-in holds while it opens a session.
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
 * Voids what waits to be finished by whoever was in the account: links that set a password or change the address,
 * sign-ins that wait for a second factor, codes, and factors that were begun. Every act by which people take their
 * account back does. To run behind `lockOpenProofs`, a lock on the person's row and what uses up a link, in the same
 * flight, and while the person is there.
 * @param onlyWithoutFactor of somebody who has a second factor nothing is voided
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

/** The link that verifies the address there is stays good. */
function voidAddressChanges(userId: string, onlyWithoutFactor: boolean): Statement {
  // SQL: compares columns of two tables with each other
  return sql`
    DELETE FROM email_verification_tokens t USING users u
    WHERE t.user_id = ${userId}::uuid AND t.consumed_at IS NULL AND u.organisation_id = t.organisation_id
      AND u.id = t.user_id AND u.deleted_at IS NULL AND u.email <> t.email
      AND NOT (${onlyWithoutFactor}::boolean AND u.mfa_enabled)`;
}

/**
 * Ends the sessions, codes and tokens of a person, and voids what is open. To run behind `lockAccess` in the same
 * flight, and behind what is `required` of the person. Each statement sees what was committed before it began, so
 * nothing that was there for the first is missed by a later one, and what could still bring something waits until the
 * commit: links, pending sign-ins, codes, refresh tokens and sessions are locked by their rows, so none is redeemed,
 * rotated or signed in by; and whoever opens a session waits for the person's row, and then reads the account that this
 * act leaves.
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
