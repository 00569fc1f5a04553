/** Where password managers send people who want a passkey (W3C Passkey Endpoints, a well-known URL). */
import type { HttpContext } from '../http/hono-env.ts';
import { PATHS } from '../http/paths.ts';

/** Passkeys are listed and added on the same page. */
export function showPasskeyEndpoints(c: HttpContext): Response {
  const page = c.var.context.config.ISSUER_URL + PATHS.account;
  return c.json({ enroll: page, manage: page });
}
