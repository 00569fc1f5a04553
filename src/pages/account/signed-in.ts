/** Whoever is signed in to a page: by the cookie alone, for pages are for browsers. */

import { isUsable } from '../../domain/access/principals.ts';
import { type Account, accountBySession, accountOf } from '../../domain/authenticators/accounts.ts';
import type { Self } from '../../domain/proof/factor.ts';
import { findSession, sessionByToken, toSession } from '../../domain/sessions/sessions.ts';
import type { Tenant } from '../../domain/unit-of-work/unit-of-work.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { originOf } from '../../http/sign-in.ts';
import { sha256 } from '../../lib/secrets.ts';
import { signInTools } from '../sign-in/tools.ts';

/**
 * One round trip.
 * @param includeEnrolment whether a session that may only set up a second factor will do
 */
export async function findSignedIn(
  c: HttpContext,
  { includeEnrolment = false } = {},
): Promise<SessionAuthentication | null> {
  const found = await findSession(c.var.context.system, readSessionCookie(c) ?? '', { includeEnrolment });
  return found && isUsable(found.principal) ? found : null;
}

export type Owner = SessionAuthentication & { account: Account };

/** With the account, which what is done to it wants to know. One round trip. */
export async function findOwner(c: HttpContext): Promise<Owner | null> {
  const { system } = c.var.context;
  const token = readSessionCookie(c) ?? '';
  const [[row], held] = await system.db.flight(
    await sessionByToken(system, token),
    accountBySession(system, await sha256(token)),
  );
  if (!row || !held) return null;
  const found = toSession(row);
  return isUsable(found.principal) ? { ...found, account: accountOf(held.user) } : null;
}

export function tenantOf(c: HttpContext, { principal }: SessionAuthentication): Tenant {
  return c.var.context.openTenant(principal.organisation.id, { userId: principal.user.id });
}

/** The person as the domain of second factors wants them. */
export function selfOf(c: HttpContext, signedIn: SessionAuthentication): Self {
  const { principal, session } = signedIn;
  const { id, email } = principal.user;
  const tools = signInTools(c);
  const { system } = c.var.context;
  return { system, tenant: tenantOf(c, signedIn), origin: originOf(c), user: { id, email }, session, tools };
}
