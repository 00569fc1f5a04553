/** Ending sessions from the account page. */
import { endOtherSessions, endOwnSession } from '../../domain/sessions/own.ts';
import { clearSessionCookies } from '../../http/cookies.ts';
import { readForm } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { PATHS } from '../../http/paths.ts';
import { goTo } from '../navigation.ts';
import { findSignedIn, tenantOf } from './signed-in.ts';

/** Two round trips. A session that has ended already, or is somebody else's, gets the same answer. */
export async function submitEndSession(c: HttpContext): Promise<Response> {
  await readForm(c);
  const signedIn = await findSignedIn(c);
  if (!signedIn) return goTo(c, PATHS.signIn);
  const id = c.req.param('id') ?? '';
  await endOwnSession(tenantOf(c, signedIn), signedIn.principal.user.id, id);
  if (id === signedIn.session.id) clearSessionCookies(c);
  return goTo(c, PATHS.account);
}

/** Two round trips. */
export async function submitEndOtherSessions(c: HttpContext): Promise<Response> {
  await readForm(c);
  const signedIn = await findSignedIn(c);
  if (!signedIn) return goTo(c, PATHS.signIn);
  await endOtherSessions(tenantOf(c, signedIn), signedIn.principal.user.id, signedIn.session.id);
  return goTo(c, PATHS.account);
}
