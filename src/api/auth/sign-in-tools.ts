/** The tools that this surface gives the domain to sign people in. */
import type { SignInTools } from '../../domain/authenticators/tools.ts';
import { securityNotices } from '../../emails/security.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { accountLinks } from '../../http/links.ts';
import { relyingPartyOf } from '../../http/sign-in.ts';

export function signInTools(c: HttpContext): SignInTools {
  const { box, config, steps } = c.var.context;
  return { box, relyingParty: relyingPartyOf(config), notices: securityNotices(accountLinks(config)), steps };
}
