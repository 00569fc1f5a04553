/** Passkeys and security keys (WebAuthn Level 3): after the password, or instead of it. */
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import { fromBase64Url } from '../../lib/bytes.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Factor, RelyingParty, StoredFactor, VerifiedAnswer } from './factor.ts';
import { CHALLENGE_LIFETIME, challengeOf, consumeChallenge, newChallenge } from './webauthn-challenges.ts';

/** Request options for the browser. Without a person, any passkey of this relying party is accepted. One round trip. */
export async function requestPasskey(
  system: System,
  { id }: RelyingParty,
  person: { id: string; factors: readonly StoredFactor[] } | null,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const challenge = await newChallenge(system, person ? 'second_factor' : 'sign_in', person?.id ?? null);
  return generateAuthenticationOptions({
    rpID: id,
    challenge: fromBase64Url(challenge),
    timeout: CHALLENGE_LIFETIME * 1000,
    userVerification: person ? 'preferred' : 'required',
    ...(person ? { allowCredentials: descriptorsOf(person.factors) } : {}),
  });
}

export function descriptorsOf(factors: readonly StoredFactor[]) {
  return factors.flatMap(({ credentialId, transports }) =>
    credentialId ? [{ id: credentialId, transports: (transports ?? []) as AuthenticatorTransport[] }] : [],
  );
}

export interface Assertion {
  factor: StoredFactor;
  response: AuthenticationResponseJSON;
  relyingParty: RelyingParty;
  requireUserVerification: boolean;
}

/**
 * Checks the response of an authenticator (WebAuthn section 7.2). The caller has consumed its challenge before.
 * @returns null when any check fails
 */
export async function verifyAssertion(tenant: Tenant, assertion: Assertion): Promise<VerifiedAnswer | null> {
  const { factor, response, relyingParty, requireUserVerification } = assertion;
  if (!factor.credentialId || !factor.publicKey) return null;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challengeOf(response.response.clientDataJSON),
    expectedOrigin: relyingParty.origins,
    expectedRPID: relyingParty.id,
    credential: {
      id: factor.credentialId,
      publicKey: fromBase64Url(factor.publicKey),
      counter: factor.signCount ?? 0,
    },
    requireUserVerification,
  }).catch((error) => {
    // Also a counter that went back: section 6.1.1 calls it "a signal that the authenticator may be cloned".
    tenant.log.warn('passkey refused', { factor: factor.id, error });
    return { verified: false, authenticationInfo: null };
  });
  if (!verified || !authenticationInfo) return null;
  const consume = recordPasskeyUse(tenant, factor, { ...authenticationInfo, isAlone: requireUserVerification });
  return { amr: amrOf(authenticationInfo), consume };
}

/**
 * RFC 8176: `swk` for a key that is synchronised between devices, `hwk` for one in hardware; `user` for the person's
 * presence. With the password before, or with user verification by the authenticator, these are two factors.
 */
function amrOf({ credentialDeviceType }: { credentialDeviceType: string }): string[] {
  return [credentialDeviceType === 'multiDevice' ? 'swk' : 'hwk', 'user', 'mfa'];
}

/** Use after the password lifts the hold from a factor: the password confirms that it is the owner's. */
function recordPasskeyUse(
  { now }: Tenant,
  { id }: StoredFactor,
  { newCounter, credentialBackedUp, isAlone }: { newCounter: number; credentialBackedUp: boolean; isAlone: boolean },
): Statement & Sql {
  // SQL: becomes part of the statement that the passkey is used for
  return sql`
    UPDATE mfa_factors SET sign_count = GREATEST(sign_count, ${newCounter}), is_backed_up = ${credentialBackedUp},
      held_at = NULL, last_used_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    WHERE id = ${id}::uuid AND confirmed_at IS NOT NULL AND (held_at IS NULL OR NOT ${isAlone}) RETURNING id`;
}

/** The answer to a pending sign-in is the response as JSON. */
export const webauthn: Factor = {
  type: 'webauthn',
  recognises: (answer) => answer.startsWith('{'),
  verify: async ({ system, tenant, relyingParty }, { id, factors }, answer) => {
    const response = parse(answer);
    const factor = response && factors.find(({ credentialId }) => credentialId === response.id);
    if (!factor) return null;
    const challenge = challengeOf(response.response.clientDataJSON);
    if (!(await consumeChallenge(system, challenge, 'second_factor', id))) return null;
    return verifyAssertion(tenant, { factor, response, relyingParty, requireUserVerification: false });
  },
};

function parse(answer: string): AuthenticationResponseJSON | null {
  try {
    const response = JSON.parse(answer) as AuthenticationResponseJSON;
    return typeof response.response?.clientDataJSON === 'string' && typeof response.id === 'string' ? response : null;
  } catch {
    return null;
  }
}
