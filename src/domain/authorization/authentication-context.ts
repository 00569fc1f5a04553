/**
 * The authentication context class of a sign-in (OIDC Core section 2, `acr`): the levels of NIST SP 800-63B, and the
 * registered value for phishing-resistant authentication (OpenID Connect EAP ACR Values 1.0, `phr`). Derived from
 * `amr`, never stored.
 */

import type { Principal } from '../access/principals.ts';
import type { ClaimsRequest } from './requests.ts';

/** From weakest to strongest; each includes the ones before it. */
export const ACR_VALUES = ['urn:cerberus:aal1', 'urn:cerberus:aal2', 'phr'] as const;

export type Acr = (typeof ACR_VALUES)[number];

export interface RequestedAcr {
  /** In order of preference; empty when none is requested. */
  values: string[];
  /** Whether a lower value is a failed authentication. */
  isEssential: boolean;
}

/**
 * OIDC Core section 5.5.1.1, and section 3.1.2.1 for acr_values: "requested as a Voluntary Claim", so they are added to
 * the claims as such. Values in the claims parameter take precedence.
 */
export function withAcrValues(claims: ClaimsRequest | null, acrValues: readonly string[]): ClaimsRequest | null {
  if (acrValues.length === 0 || namesAcr(claims)) return claims;
  return { ...claims, id_token: { ...claims?.id_token, acr: { values: [...acrValues] } } };
}

/** The `acr` values that a request asks for. */
export function requestedAcr(claims: ClaimsRequest | null): RequestedAcr {
  const { value, values = [], essential = false } = claims?.id_token?.acr ?? {};
  const named = [value, ...values].filter((one) => typeof one === 'string');
  return { values: named, isEssential: essential && namesAcr(claims) };
}

function namesAcr(claims: ClaimsRequest | null): boolean {
  const acr = claims?.id_token?.acr;
  return acr?.value !== undefined || acr?.values !== undefined;
}

/** RFC 8176: the methods of a passkey. */
const PASSKEY = ['hwk', 'swk'];

/** @param amr how the person signed in (RFC 8176) */
export function acrOf(amr: readonly string[]): Acr {
  if (amr.some((method) => PASSKEY.includes(method))) return 'phr';
  return amr.includes('mfa') ? 'urn:cerberus:aal2' : 'urn:cerberus:aal1';
}

/** The strongest context that a person with these second factors can reach. */
export function bestAcrOf({ mfaEnabled, mfaMethods }: Pick<Principal['user'], 'mfaEnabled' | 'mfaMethods'>): Acr {
  if (!mfaEnabled) return 'urn:cerberus:aal1';
  if (mfaMethods.includes('webauthn')) return 'phr';
  // A code by e-mail is no second factor (NIST SP 800-63B-4 section 3.1.3.1).
  return mfaMethods.includes('totp') ? 'urn:cerberus:aal2' : 'urn:cerberus:aal1';
}

/**
 * The `acr` claim: the first requested value that the sign-in satisfies (OIDC Core section 5.5.1.1: "match one of the
 * requested values"); otherwise its own value.
 */
export function reportedAcr(amr: readonly string[], { values }: RequestedAcr): string {
  const actual = acrOf(amr);
  return values.find((value) => satisfies(actual, value)) ?? actual;
}

/**
 * Whether a sign-in of `actual` is at least as strong as the requested value. Nothing satisfies an unknown value.
 */
export function satisfies(actual: Acr, requested: string): boolean {
  const minimum = ACR_VALUES.indexOf(requested as Acr);
  return minimum >= 0 && ACR_VALUES.indexOf(actual) >= minimum;
}
