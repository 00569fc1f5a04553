/** Requesting a link to reset the password. Every address gets the same answer (enumeration). */
import { findMailbox, sendPasswordReset } from '../../domain/passwords/mailbox-links.ts';
import { accountEmails } from '../../emails/account.ts';
import { csrfToken } from '../../http/csrf.ts';
import { Form, readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { accountLinks } from '../../http/links.ts';
import { PATHS } from '../../http/paths.ts';
import { emailFault, normaliseEmail } from '../../lib/email-address.ts';
import { readDestination, sealDestination, withDestination } from '../destination.ts';
import { Faults, Field } from '../field.tsx';
import { renderNotice } from '../notice.tsx';

export function showForgotPassword(c: HttpContext): Promise<Response> {
  return render(c, '', []);
}

/** One round trip; the mail is queued after the answer. */
export async function submitForgotPassword(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  const email = form.field('email').trim();
  if (form.isStale) return render(c, email, [STALE_FORM], 403);
  if (emailFault(normaliseEmail(email)) !== null) return render(c, email, ['Enter your e-mail address.']);
  const { system, config, openTenant, afterResponse } = c.var.context;
  const destination = readDestination(c);
  const mailbox = await findMailbox(system, email);
  if (mailbox) {
    const tenant = openTenant(mailbox.organisationId, { userId: mailbox.userId });
    const write = accountEmails(accountLinks(config)).passwordReset;
    afterResponse(() => sendPasswordReset(tenant, mailbox, write, (link) => sealDestination(c, link, destination)));
  }
  return renderNotice(c, {
    title: 'Look into your mailbox',
    message: 'If there is an account with this address, a link to choose a new password is on its way to it.',
    links: [{ href: withDestination(PATHS.signIn, destination), label: 'Sign in' }],
  });
}

async function render(c: HttpContext, email: string, faults: string[], status: 400 | 403 = 400): Promise<Response> {
  const title = 'Forgot your password?';
  const destination = readDestination(c);
  const isRefused = faults.length > 0;
  return renderPage(
    c,
    { title, isRefused, status: isRefused ? status : 200 },
    <>
      <h1>{title}</h1>
      <p class="lead">We send you a link to choose a new one.</p>
      <Form action={withDestination(PATHS.forgotPassword, destination)} csrf={await csrfToken(c)}>
        <Faults faults={faults} />
        <Field
          name="email"
          label="E-mail address"
          type="email"
          autocomplete="username"
          value={email}
          autofocus
          isInvalid={isRefused}
        />
        <button id="send-link" type="submit">
          Send the link
        </button>
      </Form>
      <p class="hint">
        <a href={withDestination(PATHS.signIn, destination)}>Back to sign-in</a>
      </p>
    </>,
  );
}
