/** The second step of a sign-in: the second factor. */
import { looksLikeSecret, sha256 } from '../../lib/secrets.ts';
import { accountOf } from '../authenticators/accounts.ts';
import { sendEmailCode } from '../authenticators/email.ts';
import { authenticatorOf, isAnswer, usableFactors, verifyAnswer } from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import { assertGranted, chargeAttempt, type Origin } from '../lockout/attempts.ts';
import { factorOwnerOf, queueDisabledNotice } from '../lockout/disabled-authenticators.ts';
import { recordFailure } from '../lockout/failure.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { countPendingAttempt, emailOfPending, findPending, pendingByToken } from './pending.ts';
import { refusalOf } from './refusals.ts';
import { openSession, type SignedIn } from './session.ts';
import { invalidFactor, openTenantFor } from './sign-in.ts';

export interface SecondStep {
  pendingToken: string;
  answer: string;
  previousSession?: string | undefined;
}

/**
 * Three round trips; null when the token belongs to no pending sign-in any more: the password is asked for again. A
 * text without the form of an answer is refused without a round trip, and is not counted.
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
    await chargeAttempt(system, origin, emailOfPending(system, key)),
    pendingByToken(system, key),
  );
  if (!attempt || !pending) return null;
  await assertGranted(system, attempt);
  const pendingId = pending.id;
  const account = accountOf(pending.user);
  const { steps } = tools;
  steps.concern = { organisationId: account.organisationId, clientId: null };
  const refusal = refusalOf(account, steps);
  if (refusal) throw refusal;
  const tenant = openTenantFor(system, origin, account);
  const [counted, verified] = await Promise.all([
    countPendingAttempt(tenant, pendingId),
    verifyAnswer({ system, tenant, ...tools }, factorOwnerOf(account, attempt), answer),
  ]);
  if (!counted || !verified) {
    steps.failed('second_factor', () => ({ factor: authenticatorOf(answer) }));
    const authenticator = authenticatorOf(answer);
    const alsoWrite = await queueDisabledNotice(tenant, account, { attempt, authenticator, ...tools });
    await recordFailure(tenant, attempt, { reason: 'wrong_mfa_token', authenticator, alsoWrite });
    if (!counted) return null;
    throw invalidFactor();
  }
  const amr = ['pwd', ...verified.amr];
  const { isKnownDevice } = attempt;
  const completed = { account, amr, verified, origin, isKnownDevice, attempt, previousSession, pendingId };
  return openSession(system, tenant, completed, tools.notices);
}

/**
 * Sends a code to the person whose sign-in is pending, when e-mail is one of their factors. Three round trips; null
 * when the token belongs to no pending sign-in.
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
