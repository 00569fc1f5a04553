/** Sign-in with a passkey alone: possession of the key, and user verification by the authenticator. */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { AppError } from '../../errors.ts';
import { toBase64Url, utf8 } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { ACCOUNT, type Account, accountOf } from '../authenticators/accounts.ts';
import type { StoredFactor } from '../authenticators/factor.ts';
import { allowedFactors } from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import { verifyAssertion } from '../authenticators/webauthn.ts';
import { challengeOf, markChallengeConsumed } from '../authenticators/webauthn-challenges.ts';
import { NO_FACTS } from '../explanations/steps.ts';
import type { Origin } from '../lockout/attempts.ts';
import { recordRefusal } from '../lockout/failure.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { refusalOf } from './refusals.ts';
import { openSession, type SignedIn } from './session.ts';
import { openTenantFor } from './sign-in.ts';

export interface PasskeyStep {
  response: AuthenticationResponseJSON;
  previousSession?: string | undefined;
}

/**
 * Two round trips. Attempts are not counted, because a signature cannot be guessed.
 * @throws unauthorized
 */
export async function signInWithPasskey(
  system: System,
  origin: Origin,
  { response, previousSession }: PasskeyStep,
  tools: SignInTools,
): Promise<SignedIn> {
  const [consumed, passkey] = await system.db.flight(
    markChallengeConsumed(system, await sha256(challengeOf(response.response.clientDataJSON)), 'sign_in', null),
    ownerByCredential(system, response.id, await sha256(origin.device ?? '')),
  );
  const { steps } = tools;
  if (consumed.count === 0 || !passkey) {
    steps.failed('passkey_known');
    throw invalidPasskey('unknown_passkey_or_challenge');
  }
  const { knownDevices, ...row } = passkey.user;
  const isKnownDevice = knownDevices.length > 0;
  const account = accountOf(row);
  steps.concern = { organisationId: account.organisationId, clientId: null };
  const tenant = openTenantFor(system, origin, account);
  const factor = account.factors.find(({ credentialId }) => credentialId === response.id);
  const verified =
    factor && isUsable(account, response)
      ? await verifyAssertion(tenant, { factor, response, ...tools, requireUserVerification: true })
      : null;
  const wrong = steps.fault('passkey', NO_FACTS, () => (verified ? null : invalidPasskey('wrong_passkey')));
  const refusal =
    wrong ?? refusalOf(account, steps) ?? steps.fault('passkey_not_held', NO_FACTS, () => heldRefusal(factor));
  if (!verified || refusal) {
    const reason = refusal ?? invalidPasskey('wrong_passkey');
    await recordRefusal(tenant, reason);
    throw reason;
  }
  // The authenticator verified its user by PIN or biometrics: with the key, these are two factors.
  const { amr } = verified;
  const completed = { account, amr, verified: { factor: 'webauthn', ...verified }, origin, isKnownDevice } as const;
  const signedIn = await openSession(system, tenant, { ...completed, previousSession }, tools.notices);
  if (!signedIn) throw invalidPasskey('passkey_removed_meanwhile');
  return signedIn;
}

/** @param device the SHA-256 of the device cookie */
function ownerByCredential({ db }: System, credentialId: string, device: string) {
  const knownDevices = { where: { device }, select: { id: true } } as const;
  return db.prisma.mfaFactor.findUnique({
    where: { credentialId, confirmedAt: { not: null }, user: { mfaEnabled: true } },
    select: { user: { select: { ...ACCOUNT, knownDevices } } },
  });
}

/** WebAuthn section 7.2 step 6: the response names its owner, who must be the credential's. */
function isUsable(account: Account, { response }: AuthenticationResponseJSON): boolean {
  return (
    response.userHandle === toBase64Url(utf8(account.id)) && allowedFactors(account.organisation).includes('webauthn')
  );
}

/** Shown only after the passkey was verified. A sign-in with the password lifts the hold. */
function heldRefusal(factor: StoredFactor | undefined): AppError | null {
  if (!factor?.heldAt) return null;
  const detail = 'Your password was reset. Sign in with it once before you use this passkey alone.';
  return new AppError('unauthorized', detail, { log: 'passkey_held' });
}

function invalidPasskey(log: string): AppError {
  return new AppError('unauthorized', 'This passkey could not be used to sign in', { log });
}
