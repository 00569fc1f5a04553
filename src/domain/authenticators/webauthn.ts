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
import type { Factor, Redeemed, RelyingParty, StoredFactor } from './factor.ts';
import { CHALLENGE_LIFETIME, challengeOf, consumeChallenge, newChallenge } from './webauthn-challenges.ts';

/** What a browser is told to ask for; without a person, any passkey of ours will do. One round trip. */
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
 * Checks the response of an authenticator (WebAuthn section 7.2), whose challenge was used up before.
 * @returns null when anything about it is not right
 */
export async function verifyAssertion(tenant: Tenant, assertion: Assertion): Promise<Redeemed | null> {
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
  const consuming = using(tenant, factor, { ...authenticationInfo, isAlone: requireUserVerification });
  return { amr: amrOf(authenticationInfo), consuming };
}

/**
 * RFC 8176: proof of a key in software, synchronised between devices, or in hardware; and of the person's presence.
 * After the password, or with the authenticator's word that it verified its owner, these are two factors.
 */
function amrOf({ credentialDeviceType }: { credentialDeviceType: string }): string[] {
  return [credentialDeviceType === 'multiDevice' ? 'swk' : 'hwk', 'user', 'mfa'];
}

/** Who has shown the password too confirms by it that a factor that was held is theirs. */
function using(
  { now }: Tenant,
  { id }: StoredFactor,
  { newCounter, credentialBackedUp, isAlone }: { newCounter: number; credentialBackedUp: boolean; isAlone: boolean },
): Statement & Sql {
  // SQL: is part of the statement of whatever the passkey was used for
  return sql`
    UPDATE mfa_factors SET sign_count = GREATEST(sign_count, ${newCounter}), is_backed_up = ${credentialBackedUp},
      held_at = NULL, last_used_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    WHERE id = ${id}::uuid AND confirmed_at IS NOT NULL AND (held_at IS NULL OR NOT ${isAlone}) RETURNING id`;
}

/** As the answer to a pending sign-in: the response as JSON. */
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
