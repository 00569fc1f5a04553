/** Asking for a link to choose a new password; answered alike for every address. */
import { findMailbox, sendPasswordReset } from '../domain/account-tokens.ts';
import { accountEmails } from '../emails/account.ts';
import { csrfToken } from '../http/csrf.ts';
import { Form, readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { accountLinks } from '../http/links.ts';
import { PATHS } from '../http/paths.ts';
import { emailFault, normaliseEmail } from '../lib/email-address.ts';
import { Faults, Field } from './field.tsx';
import { renderNotice } from './notice.tsx';

export function showForgotPassword(c: HttpContext): Promise<Response> {
  return render(c, '', []);
}

/** One round trip; what follows happens after the answer. */
export async function submitForgotPassword(c: HttpContext): Promise<Response> {
  const email = (await readForm(c))('email').trim();
  if (emailFault(normaliseEmail(email)) !== null) return render(c, email, ['Enter your e-mail address.']);
  const { system, config, openTenant, afterResponse } = c.var.context;
  const mailbox = await findMailbox(system, email);
  if (mailbox) {
    const tenant = openTenant(mailbox.organisationId, { userId: mailbox.userId });
    afterResponse(() => sendPasswordReset(tenant, mailbox, accountEmails(accountLinks(config)).passwordReset));
  }
  const message = 'If there is an account with this address, a link to choose a new password is on its way to it.';
  return renderNotice(c, { title: 'Look into your mailbox', message, link: { path: PATHS.signIn, label: 'Sign in' } });
}

async function render(c: HttpContext, email: string, faults: string[]): Promise<Response> {
  const title = 'Forgot your password?';
  return renderPage(
    c,
    { title, status: faults.length > 0 ? 400 : 200 },
    <>
      <h1>{title}</h1>
      <p class="lead">We send you a link to choose a new one.</p>
      <Form action={PATHS.forgotPassword} csrf={await csrfToken(c)}>
        <Faults faults={faults} />
        <Field name="email" label="E-mail address" type="email" autocomplete="username" value={email} autofocus />
        <button id="send-link" type="submit">
          Send the link
        </button>
      </Form>
    </>,
  );
}
