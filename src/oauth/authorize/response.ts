/** The authorization response, of a success or an error (RFC 6749 section 4.1.2). */
import type { HttpContext } from '../../http/hono-env.ts';
import type { ResponseTarget } from '../errors.ts';
import { findResponseMode } from './response-modes.ts';

/**
 * RFC 9207 section 2: "In authorization responses to the client, including error responses, an authorization server
 * supporting this specification MUST indicate its identity by including the iss parameter in the response."
 */
export function respondToClient(
  c: HttpContext,
  { redirectUri, responseMode, state }: ResponseTarget,
  parameters: Record<string, string>,
): Response | Promise<Response> {
  const all = { ...parameters, ...(state === null ? {} : { state }), iss: c.var.context.config.ISSUER_URL };
  c.header('Cache-Control', 'no-store');
  return findResponseMode(responseMode, redirectUri).deliver(c, redirectUri, all);
}
