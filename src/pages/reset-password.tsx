/** Choosing a new password by the link that was sent. */
import { resetPassword } from '../domain/password-change.ts';
import { accountEmails } from '../emails/account.ts';
import { csrfToken } from '../http/csrf.ts';
import { Form, readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { accountLinks } from '../http/links.ts';
import { PATHS, withQuery } from '../http/paths.ts';
import { Faults, Field, faultsOf, PASSWORD_HINT } from './field.tsx';
import { goTo } from './navigation.ts';
import { renderNotice } from './notice.tsx';

export function showResetPassword(c: HttpContext): Promise<Response> {
  return render(c, []);
}

/** Two round trips. */
export async function submitResetPassword(c: HttpContext): Promise<Response> {
  const password = (await readForm(c))('password');
  const { system, origin, config, isBreached } = c.var.context;
  const notify = accountEmails(accountLinks(config)).passwordChanged;
  try {
    const review = await resetPassword(system, origin, { token: readToken(c), password }, { isBreached, notify });
    if (review !== null) return goTo(c, withQuery(PATHS.reviewFactors, { token: review }));
  } catch (error) {
    return render(c, faultsOf(error));
  }
  const message = 'Your password is changed, and you are signed out everywhere.';
  return renderNotice(c, { title: 'Password changed', message, link: { path: PATHS.signIn, label: 'Sign in' } });
}

function readToken(c: HttpContext): string {
  return c.req.query('token') ?? '';
}

async function render(c: HttpContext, faults: string[]): Promise<Response> {
  const title = 'Choose a new password';
  return renderPage(
    c,
    { title, status: faults.length > 0 ? 400 : 200 },
    <>
      <h1>{title}</h1>
      <Form action={withQuery(PATHS.resetPassword, { token: readToken(c) })} csrf={await csrfToken(c)}>
        <Faults faults={faults} />
        <Field
          name="password"
          label="New password"
          type="password"
          autocomplete="new-password"
          hint="password-hint"
          autofocus
        />
        <p class="hint" id="password-hint">
          {PASSWORD_HINT}
        </p>
        <button id="change" type="submit">
          Change the password
        </button>
      </Form>
      <p class="hint">
        <a href={PATHS.forgotPassword}>Send me another link</a>
      </p>
    </>,
  );
}
