/** The second step of a pending sign-in. */
import { looksLikeSecret, sha256 } from '../../lib/secrets.ts';
import { accountOf } from '../authenticators/accounts.ts';
import { sendEmailCode } from '../authenticators/email.ts';
import { guessedBy, isAnswer, usableFactors, verifyAnswer } from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import { assertGranted, type Origin, payingForAttempt } from '../lockout/attempts.ts';
import { answererOf, tellingOfDisabling } from '../lockout/disabled-authenticators.ts';
import { recordFailure } from '../lockout/failure.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { countGuess, findPending, pendingByToken, subjectOfPending } from './pending.ts';
import { openSession, type SignedIn } from './session.ts';
import { invalidFactor, openTenantFor, refusalOf } from './sign-in.ts';

export interface SecondStep {
  pendingToken: string;
  answer: string;
  previousSession?: string | undefined;
}

/**
 * Three round trips; null when nothing waits under the token any more: the password is asked for again. What cannot be
 * an answer is refused without a round trip, and counts for nothing.
 * @throws unauthorized when the answer is wrong, or rate_limited
 */
export async function continueSignIn(
  system: System,
  origin: Origin,
  { pendingToken, answer, previousSession }: SecondStep,
  tools: SignInTools,
): Promise<SignedIn | null> {
  if (!looksLikeSecret('pendingSignIn', pendingToken)) return null;
  if (!isAnswer(answer)) throw invalidFactor();
  const key = await sha256(pendingToken);
  const [[attempt], pending] = await system.db.flight(
    await payingForAttempt(system, origin, subjectOfPending(system, key)),
    pendingByToken(system, key),
  );
  if (!attempt || !pending) return null;
  await assertGranted(system, attempt);
  const pendingId = pending.id;
  const account = accountOf(pending.user);
  const refusal = refusalOf(account);
  if (refusal) throw refusal;
  const tenant = openTenantFor(system, origin, account);
  const [counted, answered] = await Promise.all([
    countGuess(tenant, pendingId),
    verifyAnswer({ system, tenant, ...tools }, answererOf(account, attempt), answer),
  ]);
  if (!counted || !answered) {
    const guessed = guessedBy(answer);
    const beside = await tellingOfDisabling(tenant, account, { attempt, guessed, ...tools });
    await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', guessed, beside });
    if (!counted) return null;
    throw invalidFactor();
  }
  const amr = ['pwd', ...answered.amr];
  const { isKnownDevice } = attempt;
  const arrival = { account, amr, answered, origin, isKnownDevice, attempt, previousSession, pendingId };
  return openSession(system, tenant, arrival, tools.notices);
}

/**
 * Sends a code to the person whose sign-in is pending, when e-mail is one of their factors. Three round trips; null
 * when nothing waits under the token.
 */
export async function sendFactorCode(
  system: System,
  origin: Origin,
  pendingToken: string,
  tools: SignInTools,
): Promise<{ sent: boolean } | null> {
  const pending = looksLikeSecret('pendingSignIn', pendingToken) ? await findPending(system, pendingToken) : null;
  if (!pending) return null;
  const { account } = pending;
  if (!usableFactors(account).some(({ type }) => type === 'email')) return { sent: false };
  await sendEmailCode(openTenantFor(system, origin, account), account, tools);
  return { sent: true };
}
