/** Asking a signed-in person for their password again. Guesses are counted with those at sign-in. */
import { AppError, type ErrorCode } from '../../errors.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import { type Attempt, assertGranted, type Origin, payingForAttempt, refundAttempt } from '../lockout/attempts.ts';
import { isPasswordDisabled } from '../lockout/disabled-authenticators.ts';
import { recordFailure } from '../lockout/failure.ts';
import type { Session } from '../sessions/sessions.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { assertFreshAuthentication } from './step-up.ts';

/** A signed-in person who is to prove anew that it is them, and where they say so. */
export interface Claimant {
  system: System;
  tenant: Tenant;
  origin: Origin;
  user: { id: string; email: string };
  session: Session;
}

interface Guess {
  /** What was paid for it. */
  attempt: Attempt;
  password: string;
  /** PHC string; null when the account has no password. */
  hash: string | null;
  /** Consecutive wrong ones so far, from browsers that were not known. */
  passwordFailures: number;
}

/**
 * The statement that pays for a guess at one's own password, for the flight that reads the person. It answers no row
 * when no password was given, or there is none of ours to guess.
 */
export function payingForPassword(
  { system, tenant, origin, user }: Claimant,
  password: string | undefined,
): Promise<Statement<Attempt>> {
  const subject = sql`
    SELECT email FROM users
    WHERE organisation_id = ${tenant.organisationId} AND id = ${user.id} AND deleted_at IS NULL
      AND password IS NOT NULL AND identity_provider = 'local' AND ${password !== undefined}`;
  return payingForAttempt(system, origin, subject);
}

/**
 * A right one leaves the refund to the caller, for the flight of whatever it was asked for.
 * @throws `code` when the password is wrong, or rate_limited
 */
export async function assertPassword(
  { system, tenant }: Pick<Claimant, 'system' | 'tenant'>,
  { attempt, password, hash, passwordFailures }: Guess,
  code: ErrorCode,
): Promise<void> {
  await assertGranted(system, attempt);
  const isDisabled = isPasswordDisabled({ passwordFailures }, attempt);
  if (hash !== null && !isDisabled && (await passwords.verify(password, hash)).matches) return;
  const type = 'user.reauthentication.failed';
  await recordFailure(tenant, attempt, { reason: 'wrong_password', guessed: 'password', type });
  throw new AppError(code, 'Current password is incorrect');
}

/**
 * The password when there is one to compare, else a recent sign-in. As above, the refund is the caller's.
 * @throws forbidden, or rate_limited
 */
export async function assertProved(
  claimant: Claimant,
  { attempt, password, hash, passwordFailures = 0 }: { [K in keyof Guess]: Guess[K] | undefined },
): Promise<void> {
  if (!attempt || password === undefined || !hash) {
    return assertFreshAuthentication(claimant.session, claimant.tenant.now);
  }
  await assertPassword(claimant, { attempt, password, hash, passwordFailures }, 'forbidden');
}

/** Gives back what a right password cost; nothing when there was none to pay for. */
export async function refundProof({ system }: Claimant, attempt: Attempt | undefined): Promise<void> {
  if (attempt) await refundAttempt(system, attempt, { succeeded: true });
}
