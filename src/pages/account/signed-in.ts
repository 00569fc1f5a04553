/** The signed-in person of a page. Pages accept the session cookie only, no tokens. */

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
 * @param includeEnrolment whether to accept a session that may only set up a second factor
 */
export async function findSignedIn(
  c: HttpContext,
  { includeEnrolment = false } = {},
): Promise<SessionAuthentication | null> {
  const signedIn = await findSession(c.var.context.system, readSessionCookie(c) ?? '', { includeEnrolment });
  return signedIn && isUsable(signedIn.principal) ? signedIn : null;
}

export type Owner = SessionAuthentication & { account: Account };

/** The signed-in person with their account. One round trip. */
export async function findOwner(c: HttpContext): Promise<Owner | null> {
  const { system } = c.var.context;
  const token = readSessionCookie(c) ?? '';
  const [[row], accountRow] = await system.db.flight(
    await sessionByToken(system, token),
    accountBySession(system, await sha256(token)),
  );
  if (!row || !accountRow) return null;
  const signedIn = toSession(row);
  return isUsable(signedIn.principal) ? { ...signedIn, account: accountOf(accountRow.user) } : null;
}

export function tenantOf(c: HttpContext, { principal }: SessionAuthentication): Tenant {
  return c.var.context.openTenant(principal.organisation.id, { userId: principal.user.id });
}

/** The person in the form that the domain functions for factors take. */
export function selfOf(c: HttpContext, signedIn: SessionAuthentication): Self {
  const { principal, session } = signedIn;
  const { id, email } = principal.user;
  const tools = signInTools(c);
  const { system } = c.var.context;
  return { system, tenant: tenantOf(c, signedIn), origin: originOf(c), user: { id, email }, session, tools };
}
