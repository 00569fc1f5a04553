/** Whether a redirect URI is registered. */
import type { Client } from '../domain/clients/clients.ts';
import { isRedirectTarget } from '../lib/redirect-uri.ts';

type Registration = Pick<Client, 'redirectUris' | 'allowLocalhostPorts'>;

/**
 * "Exact string matching" (RFC 9700 section 2.1), except that on a loopback address "the authorization server MUST
 * allow any port" (RFC 8252 section 7.3). The name localhost may resolve to another address (section 8.3 calls it NOT
 * RECOMMENDED), so it counts as loopback only for clients that are registered so.
 */
export function isRegisteredRedirectUri(
  { redirectUris, allowLocalhostPorts }: Registration,
  requested: string,
): boolean {
  // Registered URIs are checked too: a row may be older than the rule. A port above 65535 is not a URL either.
  if (!isRedirectTarget(requested)) return false;
  if (redirectUris.includes(requested)) return true;
  const loopback = allowLocalhostPorts ? LOOPBACK_OR_LOCALHOST : LOOPBACK;
  const withoutPort = (uri: string) => (loopback.test(uri) ? uri.replace(loopback, '$1') : null);
  const requestedUri = withoutPort(requested);
  return requestedUri !== null && redirectUris.some((uri) => withoutPort(uri) === requestedUri);
}

const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?=[/?]|$)/;
const LOOPBACK_OR_LOCALHOST = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::\d{1,5})?(?=[/?]|$)/;
