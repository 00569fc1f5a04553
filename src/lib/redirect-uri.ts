/**
 * Where a browser may be sent on to: the one rule of every list of such addresses, for the Web and for applications of
 * the device alike (RFC 8252 section 7.1). The database holds the same rule (clients_redirect_uris_safe and others).
 */

/** What a browser would run, or open as content of its own or of the disk, instead of going there. */
const REFUSED_SCHEMES: ReadonlySet<string> = new Set(['javascript:', 'data:', 'blob:', 'file:', 'vbscript:']);

/** Absolute, and nothing that a browser would remove before it reads the scheme: controls and white space. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:[^\s\p{Cc}]+$/iu;

export function isRedirectTarget(uri: string): boolean {
  return ABSOLUTE.test(uri) && URL.canParse(uri) && !REFUSED_SCHEMES.has(new URL(uri).protocol);
}
