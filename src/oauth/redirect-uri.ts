/** Whether a redirect URI is registered. */
import type { Client } from '../domain/clients/clients.ts';
import { isRedirectTarget } from '../lib/redirect-uri.ts';

type Registration = Pick<Client, 'redirectUris' | 'allowLocalhostPorts'>;

/**
 * "Exact string matching" (RFC 9700 section 2.1), except that on a loopback address "the authorization server MUST allow
 * any port" (RFC 8252 section 7.3). The name localhost is none of those, because it may lead elsewhere (section 8.3 calls
 * it NOT RECOMMENDED); a client may be registered to have it taken for one.
 */
export function isRegisteredRedirectUri(
  { redirectUris, allowLocalhostPorts }: Registration,
  requested: string,
): boolean {
  // Also of those that are registered: a row may be older than the rule. A port beyond 65535 makes no URL either.
  if (!isRedirectTarget(requested)) return false;
  if (redirectUris.includes(requested)) return true;
  const loopback = allowLocalhostPorts ? LOOPBACK_OR_LOCALHOST : LOOPBACK;
  const withoutPort = (uri: string) => (loopback.test(uri) ? uri.replace(loopback, '$1') : null);
  const wanted = withoutPort(requested);
  return wanted !== null && redirectUris.some((uri) => withoutPort(uri) === wanted);
}

const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?=[/?]|$)/;
const LOOPBACK_OR_LOCALHOST = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::\d{1,5})?(?=[/?]|$)/;
