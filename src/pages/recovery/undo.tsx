/** The link that undoes a change by an intruder. A button confirms it: mail scanners follow links. */
import { UNDO_KINDS, type Undone, undoChange } from '../../domain/account/change-undo.ts';
import { findRecoveryLink, type RecoveryLink } from '../../domain/recovery/links.ts';
import { accountEmails } from '../../emails/account.ts';
import { clearSessionCookies } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { Form, readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { accountLinks } from '../../http/links.ts';
import { PATHS, withQuery } from '../../http/paths.ts';
import { renderNotice } from '../notice.tsx';
import { type Refusal, RefusalNotice } from '../refusal.tsx';

const RESULTS: Readonly<Record<Undone, string>> = {
  password_locked: 'The password is locked, and everybody is signed out.',
  address_restored: 'Your account has its earlier address again, the password is locked, and everybody is signed out.',
  address_taken:
    'The password is locked, and everybody is signed out. The earlier address belongs to another account by now: ask your administrator to give yours back.',
};

/** One round trip. */
export async function showUndo(c: HttpContext): Promise<Response> {
  return renderLink(c);
}

async function renderLink(c: HttpContext, refusal?: Refusal): Promise<Response> {
  const token = readToken(c);
  const link = await findRecoveryLink(c.var.context.system, token, UNDO_KINDS);
  if (!link) return renderUsed(c);
  const title = 'Was it not you?';
  return renderPage(
    c,
    { title, isRefused: refusal !== undefined, status: refusal?.status ?? 200 },
    <>
      <h1>{title}</h1>
      <p class="lead">{explain(link)}</p>
      <p>Everybody who is signed in to your account is signed out, and you choose a new password.</p>
      <Form action={withQuery(PATHS.undo, { token })} csrf={await csrfToken(c)}>
        <RefusalNotice refusal={refusal} />
        <button id="undo" type="submit" class="danger">
          It was not me
        </button>
      </Form>
      <p class="hint">If it was you, close this page: nothing has changed.</p>
    </>,
  );
}

function explain({ previousEmail }: RecoveryLink): string {
  if (previousEmail === null) return 'We lock the password of your account, so that nobody signs in with it.';
  return `Your account keeps the address ${previousEmail}, and we lock its password.`;
}

/** Two round trips. A second click finds a used link, because the first one has consumed it. */
export async function submitUndo(c: HttpContext): Promise<Response> {
  const { isStale } = await readSentForm(c);
  if (isStale) return renderLink(c, { status: 403, message: STALE_FORM });
  const { system, origin, config } = c.var.context;
  const undone = await undoChange(system, origin, readToken(c), accountEmails(accountLinks(config)).addressUndone);
  if (!undone) return renderUsed(c);
  clearSessionCookies(c);
  const link = { href: PATHS.forgotPassword, label: 'Choose a new password' };
  return renderNotice(c, { title: 'Your account is locked', message: RESULTS[undone], links: [link] });
}

function readToken(c: HttpContext): string {
  return c.req.query('token') ?? '';
}

function renderUsed(c: HttpContext): Response | Promise<Response> {
  const message = 'This link was used before, or it is too old. With a new password you sign everybody out as well.';
  const link = { href: PATHS.forgotPassword, label: 'Choose a new password' };
  return renderNotice(c, { title: 'This link does not work any more', message, links: [link] });
}
