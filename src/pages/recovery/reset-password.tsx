/** Setting a new password with the mailed link. */

import { resetPassword } from '../../domain/passwords/change.ts';
import { lookUpResetLink, type ResetLink } from '../../domain/passwords/mailbox-links.ts';
import { readPasswordPolicy } from '../../domain/passwords/policy.ts';
import { accountEmails } from '../../emails/account.ts';
import { AppError } from '../../errors.ts';
import { csrfToken } from '../../http/csrf.ts';
import { Form, readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { accountLinks } from '../../http/links.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { type Destination, openDestination, withDestination } from '../destination.ts';
import { Faults, listOfFaults, NewPassword, Username } from '../field.tsx';
import { goTo } from '../navigation.ts';
import { renderNotice } from '../notice.tsx';
import { signInLinks } from '../sign-in/links.ts';

/** One round trip. An invalid link is reported before anybody chooses a password. */
export async function showResetPassword(c: HttpContext): Promise<Response> {
  return renderLink(c, []);
}

/** Two round trips; one more when the form is shown again, or an authorization request is pending. */
export async function submitResetPassword(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  if (form.isStale) return renderLink(c, [STALE_FORM], 403);
  const { system, origin, config, isBreached } = c.var.context;
  const notify = accountEmails(accountLinks(config)).passwordChanged;
  const input = { token: readToken(c), password: form.field('password') };
  try {
    const { review, destination } = await resetPassword(system, origin, input, { isBreached, notify });
    const opened = await openDestination(c, destination);
    if (review !== null) return goTo(c, withDestination(PATHS.reviewFactors, opened, { token: review }));
    return renderChanged(c, opened);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'bad_request') throw error;
    return renderLink(c, listOfFaults(error) ?? [error.message]);
  }
}

function readToken(c: HttpContext): string {
  return c.req.query('token') ?? '';
}

async function renderLink(c: HttpContext, faults: string[], status: 400 | 403 = 400): Promise<Response> {
  const { link, isUsed, destination } = await lookUpResetLink(c.var.context.system, readToken(c));
  return link ? render(c, link, faults, status) : renderDeadLink(c, isUsed, await openDestination(c, destination));
}

/** Shown for a second click too: the first one has changed the password. */
function renderDeadLink(c: HttpContext, isUsed: boolean, destination: Destination): Response | Promise<Response> {
  const signIn = { href: withDestination(PATHS.signIn, destination), label: 'Sign in' };
  const another = { href: withDestination(PATHS.forgotPassword, destination), label: 'Send me another link' };
  if (!isUsed) {
    const message = 'It is too old, or a newer one was sent to you. Ask for another one.';
    return renderNotice(c, { title: 'This link is not valid', status: 400, message, links: [another, signIn] });
  }
  const message = 'Your password was changed with it. Sign in with the new one, or ask for another link.';
  return renderNotice(c, { title: 'This link was used already', status: 400, message, links: [signIn, another] });
}

async function renderChanged(c: HttpContext, destination: Destination): Promise<Response> {
  return renderNotice(c, {
    title: 'Password changed',
    message: 'Your password is changed, and you are signed out everywhere.',
    links: await signInLinks(c, destination),
  });
}

async function render(c: HttpContext, link: ResetLink, faults: string[], status: 400 | 403): Promise<Response> {
  const title = 'Choose a new password';
  const isRefused = faults.length > 0;
  return renderPage(
    c,
    { title, isRefused, status: isRefused ? status : 200 },
    <>
      <h1>{title}</h1>
      <Form action={withQuery(PATHS.resetPassword, { token: readToken(c) })} csrf={await csrfToken(c)}>
        <Faults faults={faults} />
        <Username email={link.email} />
        <NewPassword policy={readPasswordPolicy(link.organisation.passwordPolicy)} autofocus isInvalid={isRefused} />
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
