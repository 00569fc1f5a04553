/**
 * What a sign-in is worth (OIDC Core section 2, `acr`): the levels of NIST SP 800-63B, and the registered value for
 * authentication that cannot be phished (OpenID Connect EAP ACR Values 1.0, `phr`). Derived from how the person signed
 * in, so it is never stored and cannot disagree.
 */

import type { Principal } from '../access/principals.ts';
import type { ClaimsRequest } from './requests.ts';

/** From the weakest to the strongest; each includes those before it. */
export const ACR_VALUES = ['urn:cerberus:aal1', 'urn:cerberus:aal2', 'phr'] as const;

export type Acr = (typeof ACR_VALUES)[number];

export interface RequestedAcr {
  /** The preferred first; empty when nothing is asked for. */
  values: string[];
  /** Whether anything less is a failed authentication. */
  isEssential: boolean;
}

/**
 * OIDC Core section 5.5.1.1, and section 3.1.2.1 for acr_values: "requested as a Voluntary Claim", so they stand in the
 * claims as such. Those that the claims parameter names count alone.
 */
export function withAcrValues(claims: ClaimsRequest | null, acrValues: readonly string[]): ClaimsRequest | null {
  if (acrValues.length === 0 || namesAcr(claims)) return claims;
  return { ...claims, id_token: { ...claims?.id_token, acr: { values: [...acrValues] } } };
}

/** What a request asks `acr` to be. */
export function requestedAcr(claims: ClaimsRequest | null): RequestedAcr {
  const { value, values = [], essential = false } = claims?.id_token?.acr ?? {};
  const named = [value, ...values].filter((one) => typeof one === 'string');
  return { values: named, isEssential: essential && namesAcr(claims) };
}

function namesAcr(claims: ClaimsRequest | null): boolean {
  const asked = claims?.id_token?.acr;
  return asked?.value !== undefined || asked?.values !== undefined;
}

/** RFC 8176: what a passkey proves by, which its holder's own device has checked. */
const PASSKEY = ['hwk', 'swk'];

/** @param amr how the person signed in (RFC 8176) */
export function acrOf(amr: readonly string[]): Acr {
  if (amr.some((method) => PASSKEY.includes(method))) return 'phr';
  return amr.includes('mfa') ? 'urn:cerberus:aal2' : 'urn:cerberus:aal1';
}

/** The most that a person with these second factors can sign in by. */
export function bestAcrOf({ mfaEnabled, mfaMethods }: Pick<Principal['user'], 'mfaEnabled' | 'mfaMethods'>): Acr {
  if (!mfaEnabled) return 'urn:cerberus:aal1';
  if (mfaMethods.includes('webauthn')) return 'phr';
  // A code by e-mail is no second factor (NIST SP 800-63B-4 section 3.1.3.1).
  return mfaMethods.includes('totp') ? 'urn:cerberus:aal2' : 'urn:cerberus:aal1';
}

/**
 * What is told of a sign-in: the first of the asked values that it is worth, which OIDC Core section 5.5.1.1 demands to
 * "match one of the requested values"; without such a value, what it is worth.
 */
export function reportedAcr(amr: readonly string[], { values }: RequestedAcr): string {
  const actual = acrOf(amr);
  return values.find((asked) => satisfies(actual, asked)) ?? actual;
}

/**
 * Whether a sign-in of `actual` is worth at least as much as one that is asked for. An unknown value is met by none.
 */
export function satisfies(actual: Acr, asked: string): boolean {
  const wanted = ACR_VALUES.indexOf(asked as Acr);
  return wanted >= 0 && ACR_VALUES.indexOf(actual) >= wanted;
}
