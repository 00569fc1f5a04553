/** The account page: the person, their factors, applications and sessions, and signing out. */
import { findAccountSecurity } from '../../domain/account/security.ts';
import { isFreshAuthentication } from '../../domain/proof/step-up.ts';
import { logOutByToken } from '../../domain/sessions/logout.ts';
import { clearSessionCookies, readSessionCookie } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readForm } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { touch } from '../../http/middleware/authentication.ts';
import { PATHS } from '../../http/paths.ts';
import { finishSignOut } from '../../http/signed-out.tsx';
import { goTo } from '../navigation.ts';
import { readDone } from './done.ts';
import { findSignedIn, tenantOf } from './signed-in.ts';
import { AccountView } from './view.tsx';

/** Two round trips. */
export async function showAccount(c: HttpContext): Promise<Response> {
  const signedIn = await findSignedIn(c);
  if (!signedIn) return goTo(c, PATHS.signIn);
  touch(c, signedIn);
  const { principal, session } = signedIn;
  const security = await findAccountSecurity(tenantOf(c, signedIn), principal.user.id);
  if (!security) return goTo(c, PATHS.signIn);
  const { now } = c.var.context;
  const isFresh = isFreshAuthentication(session, now);
  return renderPage(
    c,
    { title: 'Your account', withPasskeys: isFresh && security.allowed.includes('webauthn') },
    <AccountView
      {...signedIn}
      {...security}
      now={now}
      isFresh={isFresh}
      csrf={await csrfToken(c)}
      done={readDone(c)}
    />,
  );
}

export async function submitSignOut(c: HttpContext): Promise<Response> {
  // Without a session a forged form can do nothing, so the CSRF token is not checked.
  if (!readSessionCookie(c)) return goTo(c, PATHS.signIn);
  await readForm(c);
  const logout = await logOutByToken(c.var.context.system, readSessionCookie(c) ?? '');
  clearSessionCookies(c);
  return finishSignOut(c, { logout, next: PATHS.signIn });
}
