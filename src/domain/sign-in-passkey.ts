/** Signing in with a passkey alone: possession of the key, and the authenticator's word that it saw its owner. */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { AppError } from '../errors.ts';
import { toBase64Url, utf8 } from '../lib/bytes.ts';
import { sha256 } from '../lib/secrets.ts';
import { sql } from '../platform/statement.ts';
import { ACCOUNT_COLUMNS, type Account } from './accounts.ts';
import type { StoredFactor } from './mfa/factor.ts';
import { allowedFactors } from './mfa/index.ts';
import { verifyAssertion } from './mfa/webauthn.ts';
import { challengeOf, consumingChallenge } from './mfa/webauthn-challenges.ts';
import { openTenantFor, refusalOf, type SignInTools } from './sign-in.ts';
import type { Origin } from './sign-in-attempts.ts';
import { recordRefusal } from './sign-in-failure.ts';
import { openSession, type SignedIn } from './sign-in-session.ts';
import type { System } from './unit-of-work.ts';

export interface PasskeyStep {
  response: AuthenticationResponseJSON;
  previousSession?: string | undefined;
}

type FoundAccount = Account & { isKnownDevice: boolean };

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
  const [used, [found]] = await system.db.flight(
    await consumingChallenge(system, challengeOf(response.response.clientDataJSON), 'sign_in', null),
    await accountByCredential(response.id, origin),
  );
  if (used.length === 0 || !found) throw invalidPasskey('unknown_passkey_or_challenge');
  const { isKnownDevice, ...account } = found;
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

async function accountByCredential(credentialId: string, { device }: Origin) {
  // SQL: the account is read as at every other sign-in
  return sql<FoundAccount>`
    SELECT ${ACCOUNT_COLUMNS}, EXISTS (
        SELECT FROM known_devices k
        WHERE k.organisation_id = u.organisation_id AND k.user_id = u.id AND k.device = ${await sha256(device ?? '')}
      ) AS "isKnownDevice"
    FROM mfa_factors c
    JOIN users u ON u.organisation_id = c.organisation_id AND u.id = c.user_id AND u.deleted_at IS NULL
    JOIN organisations o ON o.id = c.organisation_id AND o.deleted_at IS NULL
    WHERE c.credential_id = ${credentialId} AND c.confirmed_at IS NOT NULL AND u.mfa_enabled`;
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
