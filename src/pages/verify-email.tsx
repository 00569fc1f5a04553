/** The link that verifies an address. It takes a press of a button: programs that look at mail follow links, too. */
import { confirmEmail } from '../domain/email-addresses.ts';
import { accountEmails } from '../emails/account.ts';
import { csrfToken } from '../http/csrf.ts';
import { Form, readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { accountLinks } from '../http/links.ts';
import { PATHS, withQuery } from '../http/paths.ts';
import { renderNotice } from './notice.tsx';

export async function showVerifyEmail(c: HttpContext): Promise<Response> {
  const title = 'Confirm your e-mail address';
  return renderPage(
    c,
    { title },
    <>
      <h1>{title}</h1>
      <p class="lead">Press the button, and the address is yours.</p>
      <Form action={withQuery(PATHS.verifyEmail, { token: c.req.query('token') ?? '' })} csrf={await csrfToken(c)}>
        <button id="verify" type="submit">
          Confirm
        </button>
      </Form>
    </>,
  );
}

/** Two round trips. */
export async function submitVerifyEmail(c: HttpContext): Promise<Response> {
  await readForm(c);
  const { system, origin, config } = c.var.context;
  await confirmEmail(system, origin, c.req.query('token') ?? '', {
    notify: accountEmails(accountLinks(config)).addressChanged,
  });
  const link = { path: PATHS.account, label: 'Your account' };
  return renderNotice(c, { title: 'Confirmed', message: 'Your e-mail address is confirmed.', link });
}
