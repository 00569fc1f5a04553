/** Asks a signed-in person for a second factor. Attempts share their counters with sign-in. */
import { AppError } from '../../errors.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { type Account, accountByEmail, accountOf, getAccount } from '../authenticators/accounts.ts';
import { sendEmailCode } from '../authenticators/email.ts';
import {
  authenticatorOf,
  isAnswer,
  usableFactors,
  type VerifiedFactor,
  verifyAnswer,
} from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import { requestPasskey } from '../authenticators/webauthn.ts';
import { type Attempt, assertGranted, chargeAttempt, refundAttempt } from '../lockout/attempts.ts';
import { factorOwnerOf } from '../lockout/disabled-authenticators.ts';
import { recordFailure } from '../lockout/failure.ts';
import { lockOpenProofs } from '../tokens/access-revocation.ts';
import type { TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import type { Claimant } from './password.ts';
import { factorRequired } from './step-up.ts';

/** A signed-in person who acts on their own account. */
export interface Self extends Claimant {
  tools: SignInTools;
}

/** Counts an attempt, and reads the account. One round trip. @throws rate_limited */
export async function chargeProof({ system, origin, user }: Self): Promise<{ attempt: Attempt; account: Account }> {
  const [[attempt], row] = await system.db.flight(
    await chargeAttempt(system, origin, sql`SELECT ${user.email}::text AS email`),
    accountByEmail(system, user.email),
  );
  if (!attempt || row?.id !== user.id) throw new AppError('not_found', 'User not found');
  await assertGranted(system, attempt);
  return { attempt, account: accountOf(row) };
}

interface FactorProof {
  account: Account;
  attempt: Attempt;
  verified: VerifiedFactor;
}

/**
 * Verifies an answer, and consumes nothing. Two round trips at most; null when it is wrong. A text without the form of
 * an answer costs no round trip, and is not counted.
 */
export async function proveFactor(self: Self, answer: string): Promise<FactorProof | null> {
  if (!isAnswer(answer)) return null;
  const { system, tenant, tools } = self;
  const { attempt, account } = await chargeProof(self);
  const person = factorOwnerOf(account, attempt);
  const verified = account.mfaEnabled ? await verifyAnswer({ system, tenant, ...tools }, person, answer) : null;
  if (verified) return { account, attempt, verified };
  await recordWrongAnswer(self, attempt, answer);
  return null;
}

function recordWrongAnswer({ tenant }: Self, attempt: Attempt, answer: string): Promise<void> {
  const failure = {
    reason: 'wrong_mfa_token',
    authenticator: authenticatorOf(answer),
    type: 'user.mfa.failed',
  } as const;
  return recordFailure(tenant, attempt, failure);
}

/**
 * Does work that needs a second factor. The transaction that does the work consumes the answer. Five round trips at
 * most.
 * @param work may throw: the answer stays valid then
 * @throws bad_request when the answer is wrong
 */
export async function withFactor(
  self: Self,
  answer: string,
  work: (transaction: TenantTransaction, account: Account) => Promise<void>,
): Promise<void> {
  const proof = await proveFactor(self, answer);
  if (!proof) throw wrongCode();
  const { attempt, account, verified } = proof;
  if (!isEnoughFor(account, verified)) {
    await refundAttempt(self.system, attempt, { succeeded: false });
    throw factorRequired();
  }
  const isUsed = await self.tenant.db
    .transaction(async (transaction) => {
      const used = await transaction.flight(...lockFactors(account.id), verified.consume);
      if (used.at(-1)?.length === 0) return false;
      await work(transaction, account);
      return true;
    })
    .finally(() => refundAttempt(self.system, attempt, { succeeded: true }));
  if (isUsed) return;
  await recordWrongAnswer(self, attempt, answer);
  throw wrongCode();
}

/** A code by e-mail is not enough to change stronger factors. */
function isEnoughFor({ factors }: Account, { amr }: VerifiedFactor): boolean {
  return amr.includes('mfa') || factors.every(({ type }) => type === 'email');
}

/** Runs first in a change of a person's factors. Same lock order as everything else that voids open proofs. */
export function lockFactors(userId: string) {
  return [...lockOpenProofs(userId), lockOwner(userId)] as const;
}

/** Runs first: later statements of the flight then see factors that were added or removed concurrently. */
export function lockOwner(userId: string): Statement {
  // SQL: Prisma takes no locks
  return sql`SELECT FROM users WHERE id = ${userId} AND deleted_at IS NULL FOR UPDATE`;
}

export function wrongCode(): AppError {
  return new AppError('bad_request', 'Invalid verification code');
}

/**
 * Whether the answer is right. A right one renews the authentication of this session (OIDC Core section 2,
 * `auth_time`). Three round trips.
 */
export async function checkFactor(self: Self, answer: string): Promise<boolean> {
  const { system, tenant, session, user } = self;
  const { now } = tenant;
  const proof = await proveFactor(self, answer);
  if (!proof) return false;
  const amr = [...new Set([...session.amr, ...proof.verified.amr])];
  const isEnough = isEnoughFor(proof.account, proof.verified);
  const data = { authTime: now, amr, updatedAt: now, ...(isEnough ? { factorCheckedAt: now } : {}) };
  const { prisma, flight } = tenant.db;
  const checking = flight(
    // SQL: Prisma takes no locks
    sql`SELECT FROM sessions WHERE id = ${session.id} FOR NO KEY UPDATE`,
    lockOwner(user.id),
    required(proof.verified.consume, MISSING),
    required(prisma.session.update({ where: { id: session.id }, data, select: { id: true } }), MISSING),
  );
  const [checked] = await Promise.all([
    nullIfMissing(checking),
    refundAttempt(system, proof.attempt, { succeeded: true }),
  ]);
  if (checked) return true;
  await recordWrongAnswer(self, proof.attempt, answer);
  return false;
}

/** Sends a code by e-mail, when that is one of the person's factors. Three round trips. @throws bad_request */
export async function sendOwnCode({ tenant, user, tools }: Self): Promise<void> {
  const account = await getAccount(tenant, user.id);
  if (!account.mfaEnabled || !usableFactors(account).some(({ type }) => type === 'email')) {
    throw new AppError('bad_request', 'Codes by e-mail are not one of your second factors');
  }
  await sendEmailCode(tenant, account, tools);
}

/** Request options for the browser, to check one of the person's own passkeys. Two round trips. */
export async function requestOwnPasskey({ system, tenant, user, tools }: Self) {
  const account = await getAccount(tenant, user.id);
  const factors = usableFactors(account).filter(({ type }) => type === 'webauthn');
  return requestPasskey(system, tools.relyingParty, { id: user.id, factors });
}
