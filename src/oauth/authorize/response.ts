/** The authorization response, of success and of failure (RFC 6749 section 4.1.2; `iss` by RFC 9207 section 2). */
import type { HttpContext } from '../../http/hono-env.ts';

/** 302 after GET; 303 after POST, so that a posted credential is never posted on (RFC 9700 section 4.12). */
export function redirectToClient(
  c: HttpContext,
  redirectUri: string,
  parameters: Record<string, string | null>,
): Response {
  const all = { ...parameters, iss: c.var.context.config.ISSUER_URL };
  c.header('Cache-Control', 'no-store');
  return c.redirect(withParameters(redirectUri, all), c.req.method === 'POST' ? 303 : 302);
}

/** RFC 6749 section 3.1.2: a query of the redirect URI's own "MUST be retained": as it is, not written anew. */
function withParameters(uri: string, parameters: Record<string, string | null>): string {
  const url = new URL(uri);
  const present = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  url.search = [url.search.slice(1), new URLSearchParams(present)].filter((part) => String(part) !== '').join('&');
  return url.toString();
}
