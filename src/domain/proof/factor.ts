/** Asking a signed-in person for a second factor. Guesses are counted with those at sign-in. */
import { AppError } from '../../errors.ts';
import { MISSING, nullIfMissing, required } from '../../platform/database/required-row.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { type Account, accountByEmail, accountOf, getAccount } from '../authenticators/accounts.ts';
import { sendEmailCode } from '../authenticators/email.ts';
import { type Answered, guessedBy, isAnswer, usableFactors, verifyAnswer } from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import { requestPasskey } from '../authenticators/webauthn.ts';
import { type Attempt, assertGranted, payingForAttempt, refundAttempt } from '../lockout/attempts.ts';
import { answererOf } from '../lockout/disabled-authenticators.ts';
import { recordFailure } from '../lockout/failure.ts';
import { awaitOpenProofs } from '../tokens/access-revocation.ts';
import type { TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import type { Claimant } from './password.ts';
import { factorRequired } from './step-up.ts';

/** A signed-in person, and what they work with. */
export interface Self extends Claimant {
  tools: SignInTools;
}

/** One round trip. */
export async function payForProof({ system, origin, user }: Self): Promise<{ attempt: Attempt; account: Account }> {
  const [[attempt], row] = await system.db.flight(
    await payingForAttempt(system, origin, sql`SELECT ${user.email}::text AS email`),
    accountByEmail(system, user.email),
  );
  if (!attempt || row?.id !== user.id) throw new AppError('not_found', 'User not found');
  await assertGranted(system, attempt);
  return { attempt, account: accountOf(row) };
}

interface FactorProof {
  account: Account;
  attempt: Attempt;
  answered: Answered;
}

/**
 * Looks whether an answer is right, and uses nothing up. Two round trips at most; null when it is wrong, and none when
 * it cannot be an answer, which is no guess.
 */
export async function proveFactor(self: Self, answer: string): Promise<FactorProof | null> {
  if (!isAnswer(answer)) return null;
  const { system, tenant, tools } = self;
  const { attempt, account } = await payForProof(self);
  const person = answererOf(account, attempt);
  const answered = account.mfaEnabled ? await verifyAnswer({ system, tenant, ...tools }, person, answer) : null;
  if (answered) return { account, attempt, answered };
  await recordWrongAnswer(self, attempt, answer);
  return null;
}

function recordWrongAnswer({ tenant }: Self, attempt: Attempt, answer: string): Promise<void> {
  const failure = { reason: 'wrong_mfa_token', guessed: guessedBy(answer), type: 'user.mfa.failed' } as const;
  return recordFailure(tenant, attempt, failure);
}

/**
 * Does something on the strength of a second factor: the answer is used up by the transaction that does it, or both do
 * not happen. Five round trips at most.
 * @param work may refuse: the answer stays good then
 * @throws bad_request when the answer is wrong
 */
export async function withFactor(
  self: Self,
  answer: string,
  work: (transaction: TenantTransaction, account: Account) => Promise<void>,
): Promise<void> {
  const proof = await proveFactor(self, answer);
  if (!proof) throw wrongCode();
  const { attempt, account, answered } = proof;
  if (!isEnoughFor(account, answered)) {
    await refundAttempt(self.system, attempt, { succeeded: false });
    throw factorRequired();
  }
  const isUsed = await self.tenant.db
    .transaction(async (transaction) => {
      const used = await transaction.flight(...lockingFactors(account.id), answered.consuming);
      if (used.at(-1)?.length === 0) return false;
      await work(transaction, account);
      return true;
    })
    .finally(() => refundAttempt(self.system, attempt, { succeeded: true }));
  if (isUsed) return;
  await recordWrongAnswer(self, attempt, answer);
  throw wrongCode();
}

/** Whoever reads the mailbox takes no factor away that is more than the mailbox. */
function isEnoughFor({ factors }: Account, { amr }: Answered): boolean {
  return amr.includes('mfa') || factors.every(({ type }) => type === 'email');
}

/** To run first in a change of somebody's factors; in the order of everybody who voids what is open. */
export function lockingFactors(userId: string) {
  return [...awaitOpenProofs(userId), lockingOwner(userId)] as const;
}

/** To run first: what is added or removed at the same moment is then seen by the statements that follow. */
export function lockingOwner(userId: string): Statement {
  // SQL: Prisma takes no locks
  return sql`SELECT FROM users WHERE id = ${userId} AND deleted_at IS NULL FOR UPDATE`;
}

export function wrongCode(): AppError {
  return new AppError('bad_request', 'Invalid verification code');
}

/**
 * Whether the answer is right. A right one is a fresh authentication of this session, for whatever asks for one
 * (OIDC Core section 2, `auth_time`). Three round trips.
 */
export async function checkFactor(self: Self, answer: string): Promise<boolean> {
  const { system, tenant, session, user } = self;
  const { now } = tenant;
  const proof = await proveFactor(self, answer);
  if (!proof) return false;
  const amr = [...new Set([...session.amr, ...proof.answered.amr])];
  const isEnough = isEnoughFor(proof.account, proof.answered);
  const data = { authTime: now, amr, updatedAt: now, ...(isEnough ? { factorCheckedAt: now } : {}) };
  const { prisma, flight } = tenant.db;
  const checking = flight(
    // SQL: Prisma takes no locks
    sql`SELECT FROM sessions WHERE id = ${session.id} FOR NO KEY UPDATE`,
    lockingOwner(user.id),
    required(proof.answered.consuming, MISSING),
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

/** Sends a code by e-mail to check, when that is one of the person's factors. Three round trips. @throws bad_request */
export async function sendOwnCode({ tenant, user, tools }: Self): Promise<void> {
  const account = await getAccount(tenant, user.id);
  if (!account.mfaEnabled || !usableFactors(account).some(({ type }) => type === 'email')) {
    throw new AppError('bad_request', 'Codes by e-mail are not one of your second factors');
  }
  await sendEmailCode(tenant, account, tools);
}

/** What a browser is told to ask for, to check one of the person's own passkeys. Two round trips. */
export async function requestOwnPasskey({ system, tenant, user, tools }: Self) {
  const account = await getAccount(tenant, user.id);
  const factors = usableFactors(account).filter(({ type }) => type === 'webauthn');
  return requestPasskey(system, tools.relyingParty, { id: user.id, factors });
}
