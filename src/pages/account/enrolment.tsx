/** Setting up a second factor, required by the organisation or voluntarily. */
import { type Account, getAccount } from '../../domain/authenticators/accounts.ts';
import { normaliseAnswer } from '../../domain/authenticators/answer-text.ts';
import { isEmailCode } from '../../domain/authenticators/email.ts';
import type { FactorType } from '../../domain/authenticators/factor.ts';
import { allowedFactors } from '../../domain/authenticators/kinds.ts';
import { confirmEmail, startEmail } from '../../domain/mfa/email-enrolment.ts';
import { confirmTotp, showTotp } from '../../domain/mfa/totp-enrolment.ts';
import { mayAddFactor } from '../../domain/proof/step-up.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { replaceSession } from '../../http/sign-in.ts';
import {
  anotherAccountPath,
  type Destination,
  destinationPath,
  readDestination,
  withDestination,
} from '../destination.ts';
import { goTo } from '../navigation.ts';
import { renderNotice } from '../notice.tsx';
import { type Refusal, toRefusal } from '../refusal.tsx';
import { BackupCodes } from './backup-codes-view.tsx';
import { EnrolmentView } from './enrolment-view.tsx';
import { BACKUP_CODES_PATH } from './paths.ts';
import { findSignedIn, selfOf } from './signed-in.ts';

export async function showEnrolment(c: HttpContext): Promise<Response> {
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  // The person comes from an application and has a factor by now, perhaps set up in another tab.
  const isDone = enrolling.principal.user.mfaEnabled && readDestination(c).handle !== undefined;
  return isDone ? goTo(c, nextPath(c)) : render(c, enrolling);
}

export async function submitEnrolment(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  const code = normaliseAnswer(form.field('code'));
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  if (form.isStale) return answerStale(c, enrolling);
  try {
    const self = selfOf(c, enrolling);
    const enrolled = await (isEmailCode(code) ? confirmEmail(self, code) : confirmTotp(self, code));
    await replaceSession(c, enrolled);
    return enrolled.backupCodes ? renderBackupCodes(c, enrolled.backupCodes) : goTo(c, nextPath(c));
  } catch (error) {
    const refusal = toRefusal(c, error);
    return refusal.status === 401 ? signInFirst(c) : render(c, enrolling, refusal);
  }
}

export async function submitEnrolmentCode(c: HttpContext): Promise<Response> {
  const { isStale } = await readSentForm(c);
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  if (isStale) return answerStale(c, enrolling);
  await startEmail(selfOf(c, enrolling));
  return goTo(c, withDestination(PATHS.enrolment, readDestination(c), { sent: '1' }));
}

/** A second click: the answer to the first one, with the backup codes, was perhaps never shown. */
function answerStale(c: HttpContext, enrolling: SessionAuthentication): Response | Promise<Response> {
  if (!enrolling.principal.user.mfaEnabled) return render(c, enrolling, { status: 403, message: STALE_FORM });
  return renderNotice(c, {
    title: 'Two-step sign-in is on',
    message: 'If you have not seen your backup codes, or have not kept them, make new ones in your account.',
    links: [
      { href: nextPath(c), label: 'Continue' },
      { href: BACKUP_CODES_PATH, label: 'Make new backup codes' },
    ],
  });
}

/** Where the person continues; never this page again. */
function nextPath(c: HttpContext): string {
  return destinationPath(withoutThisPage(readDestination(c)));
}

function withoutThisPage({ handle, back }: Destination): Destination {
  return { handle, back: back === PATHS.enrolment ? undefined : back };
}

/** Always shows the sign-in form, because the current sign-in is too old or too weak; then returns here. */
function signInFirst(c: HttpContext): Response {
  const { handle, back = PATHS.enrolment } = readDestination(c);
  return goTo(c, anotherAccountPath({ handle, back: handle === undefined ? back : undefined }));
}

/** The session of a recent sign-in, also one of the kind `enrolment`. */
async function findEnrolling(c: HttpContext): Promise<SessionAuthentication | null> {
  const signedIn = await findSignedIn(c, { includeEnrolment: true });
  return signedIn && mayAddFactor(signedIn.session, signedIn.principal.user, c.var.context.now) ? signedIn : null;
}

async function render(c: HttpContext, enrolling: SessionAuthentication, refusal?: Refusal): Promise<Response> {
  const { session, principal } = enrolling;
  const self = selfOf(c, enrolling);
  const account = await getAccount(self.tenant, self.user.id);
  const open = openFactors(account);
  if (open.length === 0) return goTo(c, nextPath(c));
  const title = account.mfaEnabled ? 'Set up another way' : 'Set up two-step sign-in';
  return renderPage(
    c,
    {
      title,
      isRefused: refusal !== undefined,
      status: refusal?.status ?? 200,
      withPasskeys: open.includes('webauthn'),
    },
    <EnrolmentView
      title={title}
      open={open}
      requiredBy={session.kind === 'enrolment' ? principal.organisation.name : null}
      totp={open.includes('totp') ? await showTotp(self, session.authTime) : null}
      csrf={await csrfToken(c)}
      destination={withoutThisPage(readDestination(c))}
      sent={c.req.query('sent') !== undefined}
      refusal={refusal}
    />,
  );
}

/** The factors that this page can set up. Further passkeys are added on the account page, where they are listed. */
function openFactors({ mfaEnabled, factors, organisation }: Account): FactorType[] {
  return allowedFactors(organisation).filter(
    (open) => !mfaEnabled || (open !== 'webauthn' && !factors.some(({ type }) => type === open)),
  );
}

function renderBackupCodes(c: HttpContext, codes: string[]): Response | Promise<Response> {
  return renderPage(
    c,
    { title: 'Your backup codes' },
    <>
      <h1>Your backup codes</h1>
      <p>Two-step sign-in is on.</p>
      <BackupCodes codes={codes} next={nextPath(c)} />
    </>,
  );
}
