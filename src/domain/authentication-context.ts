/**
 * What a sign-in is worth (OIDC Core section 2, `acr`): the levels of NIST SP 800-63B, and the registered value for
 * authentication that cannot be phished (OpenID Connect EAP ACR Values 1.0, `phr`). Derived from how the person signed
 * in, so it is never stored and cannot disagree.
 */

/** From the weakest to the strongest; each includes those before it. */
export const ACR_VALUES = ['urn:cerberus:aal1', 'urn:cerberus:aal2', 'phr'] as const;

export type Acr = (typeof ACR_VALUES)[number];

/** RFC 8176: what a passkey proves by, which its holder's own device has checked. */
const PASSKEY = ['hwk', 'swk'];

/** @param amr how the person signed in (RFC 8176) */
export function acrOf(amr: readonly string[]): Acr {
  if (amr.some((method) => PASSKEY.includes(method))) return 'phr';
  return amr.includes('mfa') ? 'urn:cerberus:aal2' : 'urn:cerberus:aal1';
}

/** Whether a sign-in of `actual` is worth at least as much as one that is asked for. An unknown value is met by none. */
export function satisfies(actual: Acr, asked: string): boolean {
  const wanted = ACR_VALUES.indexOf(asked as Acr);
  return wanted >= 0 && ACR_VALUES.indexOf(actual) >= wanted;
}
