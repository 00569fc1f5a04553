/** The authorization response, of success and of failure (RFC 6749 section 4.1.2; `iss` by RFC 9207 section 2). */
import type { HttpContext } from '../../http/hono-env.ts';

/** 302 after GET; 303 after POST, so that a posted credential is never posted on (RFC 9700 section 4.12). */
export function redirectToClient(
  c: HttpContext,
  redirectUri: string,
  parameters: Record<string, string | null>,
): Response {
  const url = new URL(redirectUri);
  const all = { ...parameters, iss: c.var.context.config.ISSUER_URL };
  for (const [name, value] of Object.entries(all)) if (value !== null) url.searchParams.append(name, value);
  c.header('Cache-Control', 'no-store');
  return c.redirect(url.toString(), c.req.method === 'POST' ? 303 : 302);
}
