/** Asking a signed-in person for a second factor. Guesses are counted with those at sign-in. */
import { AppError } from '../../errors.ts';
import { json, sql } from '../../platform/statement.ts';
import { type Account, accountByEmail } from '../accounts.ts';
import type { Claimant } from '../proof.ts';
import type { SignInTools } from '../sign-in.ts';
import { type Attempt, assertGranted, payingForAttempt, refundAttempt } from '../sign-in-attempts.ts';
import { recordFailure } from '../sign-in-failure.ts';
import { type Answered, redeemAnswer, usableFactors } from './index.ts';

/** A signed-in person, and what they work with. */
export interface Self extends Claimant {
  tools: SignInTools;
}

/** One round trip. */
export async function payForProof({ system, origin, user }: Self): Promise<{ attempt: Attempt; account: Account }> {
  const [[attempt], [account]] = await system.db.flight(
    await payingForAttempt(system, origin, sql`SELECT ${user.email}::text AS email`),
    accountByEmail(user.email),
  );
  if (!attempt || account?.id !== user.id) throw new AppError('not_found', 'User not found');
  await assertGranted(system, attempt);
  return { attempt, account };
}

/** Three round trips. `answered` is null when the answer is wrong. */
export async function proveFactor(
  self: Self,
  answer: string,
): Promise<{ account: Account; answered: Answered | null }> {
  const { system, tenant, tools } = self;
  const { attempt, account } = await payForProof(self);
  const person = { id: account.id, factors: usableFactors(account) };
  const answered = account.mfaEnabled ? await redeemAnswer({ system, tenant, ...tools }, person, answer) : null;
  if (answered) await refundAttempt(system, attempt, { succeeded: true });
  else await recordFailure(tenant, attempt, 'wrong_mfa_token', 'user.mfa.failed');
  return { account, answered };
}

/** @throws bad_request when the answer is wrong */
export async function assertFactor(self: Self, answer: string): Promise<Account> {
  const { account, answered } = await proveFactor(self, answer);
  if (!answered) throw wrongCode();
  return account;
}

export function wrongCode(): AppError {
  return new AppError('bad_request', 'Invalid verification code');
}

/**
 * Whether the answer is right. A right one is a fresh authentication of this session, for whatever asks for one
 * (OIDC Core section 2, `auth_time`). Four round trips.
 */
export async function checkFactor(self: Self, answer: string): Promise<boolean> {
  const { tenant, session } = self;
  const { answered } = await proveFactor(self, answer);
  if (!answered) return false;
  const amr = [...new Set([...session.amr, ...answered.amr, 'mfa'])];
  await tenant.db.flight(
    sql`UPDATE sessions SET auth_time = ${tenant.now}, amr = ${json(amr)}, updated_at = ${tenant.now}
        WHERE id = ${session.id}`,
    ...(answered.writes ?? []),
  );
  return true;
}
