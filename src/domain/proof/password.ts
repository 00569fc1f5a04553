/** Asks a signed-in person for their password again. Attempts share their counters with sign-in. */
import { AppError, type ErrorCode } from '../../errors.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import { type Attempt, assertGranted, chargeAttempt, type Origin, refundAttempt } from '../lockout/attempts.ts';
import { isPasswordDisabled } from '../lockout/disabled-authenticators.ts';
import { recordFailure } from '../lockout/failure.ts';
import type { Session } from '../sessions/sessions.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { assertFreshAuthentication } from './step-up.ts';

/** A signed-in person who has to authenticate again. */
export interface Claimant {
  system: System;
  tenant: Tenant;
  origin: Origin;
  user: { id: string; email: string };
  session: Session;
}

interface PasswordProof {
  attempt: Attempt;
  password: string;
  /** PHC string; null when the account has no password. */
  hash: string | null;
  /** Consecutive wrong answers so far, from unknown browsers. */
  passwordFailures: number;
}

/**
 * The statement that counts an attempt at the person's own password, for the flight that reads the person. It returns
 * no row when no password was given, or the account has no local password.
 */
export function chargePasswordAttempt(
  { system, tenant, origin, user }: Claimant,
  password: string | undefined,
): Promise<Statement<Attempt>> {
  const subject = sql`
    SELECT email FROM users
    WHERE organisation_id = ${tenant.organisationId} AND id = ${user.id} AND deleted_at IS NULL
      AND password IS NOT NULL AND identity_provider = 'local' AND ${password !== undefined}`;
  return chargeAttempt(system, origin, subject);
}

/**
 * For a right password the caller refunds the attempt, beside the change that the password was asked for.
 * @throws `code` when the password is wrong, or rate_limited
 */
export async function assertPassword(
  { system, tenant }: Pick<Claimant, 'system' | 'tenant'>,
  { attempt, password, hash, passwordFailures }: PasswordProof,
  code: ErrorCode,
): Promise<void> {
  await assertGranted(system, attempt);
  const isDisabled = isPasswordDisabled({ passwordFailures }, attempt);
  if (hash !== null && !isDisabled && (await passwords.verify(password, hash)).matches) return;
  const type = 'user.reauthentication.failed';
  await recordFailure(tenant, attempt, { reason: 'wrong_password', authenticator: 'password', type });
  throw new AppError(code, 'Current password is incorrect');
}

/**
 * Checks the password if there is one to compare, else that the sign-in is recent. The caller refunds the attempt.
 * @throws forbidden, or rate_limited
 */
export async function assertProved(
  claimant: Claimant,
  { attempt, password, hash, passwordFailures = 0 }: { [K in keyof PasswordProof]: PasswordProof[K] | undefined },
): Promise<void> {
  if (!attempt || password === undefined || !hash) {
    return assertFreshAuthentication(claimant.session, claimant.tenant.now);
  }
  await assertPassword(claimant, { attempt, password, hash, passwordFailures }, 'forbidden');
}

/** Refunds the attempt of a right password, if one was counted. */
export async function refundProof({ system }: Claimant, attempt: Attempt | undefined): Promise<void> {
  if (attempt) await refundAttempt(system, attempt, { succeeded: true });
}
