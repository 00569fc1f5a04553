/**
 * Whether a redirect URI is registered: "exact string matching" (RFC 9700 section 2.1), except that on a loopback
 * address "the authorization server MUST allow any port" (RFC 8252 section 7.3).
 */
export function isRegisteredRedirectUri(registered: readonly string[], requested: string): boolean {
  if (registered.includes(requested)) return true;
  // A port beyond 65535 is a row of digits, but no URL.
  if (!URL.canParse(requested)) return false;
  const withoutPort = loopbackWithoutPort(requested);
  return withoutPort !== null && registered.some((uri) => loopbackWithoutPort(uri) === withoutPort);
}

const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?=[/?]|$)/;

function loopbackWithoutPort(uri: string): string | null {
  return LOOPBACK.test(uri) ? uri.replace(LOOPBACK, '$1') : null;
}
