/** The link that verifies an address. A button confirms it: mail scanners follow links. */

import { confirmEmail } from '../../domain/account/email-addresses.ts';
import { findVerificationLink, type VerificationLink } from '../../domain/passwords/mailbox-links.ts';
import { accountEmails } from '../../emails/account.ts';
import { AppError } from '../../errors.ts';
import { csrfToken } from '../../http/csrf.ts';
import { Form, readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { accountLinks } from '../../http/links.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { renderNotice } from '../notice.tsx';
import { type Refusal, RefusalNotice } from '../refusal.tsx';

const ACCOUNT = { href: PATHS.account, label: 'Your account' };

/** One round trip. */
export async function showVerifyEmail(c: HttpContext): Promise<Response> {
  return renderLink(c);
}

/** Two round trips; one more when the link is invalid. */
export async function submitVerifyEmail(c: HttpContext): Promise<Response> {
  const { isStale } = await readSentForm(c);
  if (isStale) return renderLink(c, { status: 403, message: STALE_FORM });
  const { system, origin, config } = c.var.context;
  try {
    await confirmEmail(system, origin, readToken(c), {
      notify: accountEmails(accountLinks(config)).addressChanged,
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad_request') return renderLink(c);
    throw error;
  }
  return renderConfirmed(c);
}

function readToken(c: HttpContext): string {
  return c.req.query('token') ?? '';
}

/** A used link whose address is verified shows the success again: people click twice. */
async function renderLink(c: HttpContext, refusal?: Refusal): Promise<Response> {
  const link = await findVerificationLink(c.var.context.system, readToken(c));
  if (link?.consumed && link.email === link.confirms && link.emailVerified) return renderConfirmed(c);
  return link && !link.consumed && !link.expired && !link.isDeleted ? render(c, link, refusal) : renderDeadLink(c);
}

async function render(c: HttpContext, link: VerificationLink, refusal: Refusal | undefined): Promise<Response> {
  const title = 'Confirm your address';
  return renderPage(
    c,
    { title, isRefused: refusal !== undefined, status: refusal?.status ?? 200 },
    <>
      <h1>{title}</h1>
      <p class="lead">
        Is <strong id="address">{link.confirms}</strong> your e-mail address at <bdi>{link.organisation.name}</bdi>?
      </p>
      <Form action={withQuery(PATHS.verifyEmail, { token: readToken(c) })} csrf={await csrfToken(c)}>
        <RefusalNotice refusal={refusal} />
        <button id="verify" type="submit">
          Confirm
        </button>
      </Form>
    </>,
  );
}

function renderDeadLink(c: HttpContext): Response | Promise<Response> {
  return renderNotice(c, {
    title: 'This link is not valid',
    status: 400,
    message: 'It was used already, it is too old, or a newer one was sent to you. Your account page sends another one.',
    links: [ACCOUNT],
  });
}

function renderConfirmed(c: HttpContext): Response | Promise<Response> {
  return renderNotice(c, { title: 'Confirmed', message: 'Your e-mail address is confirmed.', links: [ACCOUNT] });
}
