/** Which other sites may use the passkeys of this one (WebAuthn Level 3 section 5.11). */
import type { HttpContext } from '../../http/hono-env.ts';
import { relyingPartyOf } from '../../http/sign-in.ts';

export function relatedOrigins(c: HttpContext): Response {
  c.header('Cache-Control', 'public, max-age=3600');
  return c.json({ origins: relyingPartyOf(c.var.context.config).origins });
}
