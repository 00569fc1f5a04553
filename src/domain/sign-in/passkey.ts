/** Signing in with a passkey alone: possession of the key, and the authenticator's word that it saw its owner. */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { AppError } from '../../errors.ts';
import { toBase64Url, utf8 } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { ACCOUNT, type Account, accountOf } from '../authenticators/accounts.ts';
import type { StoredFactor } from '../authenticators/factor.ts';
import { allowedFactors } from '../authenticators/kinds.ts';
import type { SignInTools } from '../authenticators/tools.ts';
import { verifyAssertion } from '../authenticators/webauthn.ts';
import { challengeOf, consumingChallenge } from '../authenticators/webauthn-challenges.ts';
import type { Origin } from '../lockout/attempts.ts';
import { recordRefusal } from '../lockout/failure.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { openSession, type SignedIn } from './session.ts';
import { openTenantFor, refusalOf } from './sign-in.ts';

export interface PasskeyStep {
  response: AuthenticationResponseJSON;
  previousSession?: string | undefined;
}

/**
 * Two round trips. There is nothing to guess, so nothing is counted.
 * @throws unauthorized
 */
export async function signInWithPasskey(
  system: System,
  origin: Origin,
  { response, previousSession }: PasskeyStep,
  tools: SignInTools,
): Promise<SignedIn> {
  const [used, found] = await system.db.flight(
    consumingChallenge(system, await sha256(challengeOf(response.response.clientDataJSON)), 'sign_in', null),
    holderOf(system, response.id, await sha256(origin.device ?? '')),
  );
  if (used.count === 0 || !found) throw invalidPasskey('unknown_passkey_or_challenge');
  const { knownDevices, ...row } = found.user;
  const isKnownDevice = knownDevices.length > 0;
  const account = accountOf(row);
  const tenant = openTenantFor(system, origin, account);
  const factor = account.factors.find(({ credentialId }) => credentialId === response.id);
  const answered =
    factor && isUsable(account, response)
      ? await verifyAssertion(tenant, { factor, response, ...tools, requireUserVerification: true })
      : null;
  const refusal = answered ? (refusalOf(account) ?? heldOf(factor)) : invalidPasskey('wrong_passkey');
  if (!answered || refusal) {
    const reason = refusal ?? invalidPasskey('wrong_passkey');
    await recordRefusal(tenant, reason);
    throw reason;
  }
  // The authenticator verified its owner, by something known or something inherent: two factors in one gesture.
  const { amr } = answered;
  const arrival = { account, amr, answered: { factor: 'webauthn', ...answered }, origin, isKnownDevice } as const;
  const signedIn = await openSession(system, tenant, { ...arrival, previousSession }, tools.notices);
  if (!signedIn) throw invalidPasskey('passkey_removed_meanwhile');
  return signedIn;
}

/** @param device the SHA-256 of what the browser is known by */
function holderOf({ db }: System, credentialId: string, device: string) {
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

/** Told to whoever holds the passkey: with the password it is confirmed. */
function heldOf(factor: StoredFactor | undefined): AppError | null {
  if (!factor?.heldAt) return null;
  const detail = 'Your password was reset. Sign in with it once before you use this passkey alone.';
  return new AppError('unauthorized', detail, { log: 'passkey_held' });
}

function invalidPasskey(log: string): AppError {
  return new AppError('unauthorized', 'This passkey could not be used to sign in', { log });
}
