/**
 * The rule for every URI that a browser is redirected to, of web and of native applications (RFC 8252 section 7.1). The
 * database has the same rule as constraints (clients_redirect_uris_safe and others).
 */

/** Schemes that a browser runs as a script, or opens as local content, instead of navigating. */
const REFUSED_SCHEMES: ReadonlySet<string> = new Set(['javascript:', 'data:', 'blob:', 'file:', 'vbscript:']);

/** Absolute, without control characters and white space, which a browser removes before it reads the scheme. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:[^\s\p{Cc}]+$/iu;

export function isRedirectTarget(uri: string): boolean {
  return ABSOLUTE.test(uri) && URL.canParse(uri) && !REFUSED_SCHEMES.has(new URL(uri).protocol);
}
