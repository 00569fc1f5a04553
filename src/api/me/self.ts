/** The signed-in person with their session, as the domain takes them to change their account. */
import type { Self } from '../../domain/proof/factor.ts';
import type { Tenant } from '../../domain/unit-of-work/unit-of-work.ts';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { originOf } from '../../http/sign-in.ts';
import { signInTools } from '../auth/sign-in-tools.ts';

export function selfOf(c: HttpContext, tenant: Tenant, { principal, session }: SessionAuthentication): Self {
  const { system } = c.var.context;
  const { id, email } = principal.user;
  return { system, tenant, origin: originOf(c), user: { id, email }, session, tools: signInTools(c) };
}
