/** Who is signed in, and the way out. */
import { isUsable } from '../domain/principals.ts';
import { endSession, findSession } from '../domain/sessions.ts';
import { clearSessionCookies, readSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import type { Authentication, HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { touch } from '../http/middleware/authentication.ts';
import { PATHS } from '../http/paths.ts';
import { Form, readForm } from './form.tsx';
import { goTo } from './navigation.ts';

export const SIGN_OUT_PATH = '/account/sign-out';

export async function showAccount(c: HttpContext): Promise<Response> {
  const authentication = await findAuthentication(c);
  if (!authentication) return goTo(c, PATHS.signIn);
  touch(c, authentication);
  const { user, organisation } = authentication.principal;
  return renderPage(
    c,
    { title: 'Your account' },
    <>
      <h1>Your account</h1>
      <p class="lead">You are signed in.</p>
      <dl>
        <dt>Name</dt>
        <dd id="name">{user.name}</dd>
        <dt>E-mail address</dt>
        <dd id="email">{user.email}</dd>
        <dt>Organisation</dt>
        <dd id="organisation">{organisation.name}</dd>
      </dl>
      <Form action={SIGN_OUT_PATH} csrf={await csrfToken(c)}>
        <button id="sign-out" type="submit" class="secondary">
          Sign out
        </button>
      </Form>
    </>,
  );
}

export async function submitSignOut(c: HttpContext): Promise<Response> {
  // Signed out in another tab: there is nothing left that a forged form could do.
  if (!readSessionCookie(c)) return goTo(c, PATHS.signIn);
  await readForm(c);
  const { system, openTenant } = c.var.context;
  const found = await findSession(system, readSessionCookie(c) ?? '', { includeEnrolment: true });
  if (found) {
    const { principal, session } = found;
    await endSession(openTenant(principal.organisation.id, { userId: principal.user.id }), session.id);
  }
  clearSessionCookies(c);
  return goTo(c, PATHS.signIn);
}

/** By the cookie alone: a page is for browsers. */
async function findAuthentication(c: HttpContext): Promise<Authentication | null> {
  const found = await findSession(c.var.context.system, readSessionCookie(c) ?? '');
  return found && isUsable(found.principal) ? found : null;
}
