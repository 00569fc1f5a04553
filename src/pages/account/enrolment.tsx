/** Setting up a second factor: for people who must before they go on, and for those who want to. */
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
import { anotherAccountPath, type Destination, endOf, readDestination, withDestination } from '../destination.ts';
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
  // Whoever is on the way to an application has done what was asked of them.
  const isDone = enrolling.principal.user.mfaEnabled && readDestination(c).handle !== undefined;
  return isDone ? goTo(c, nextOf(c)) : render(c, enrolling);
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
    return enrolled.backupCodes ? renderBackupCodes(c, enrolled.backupCodes) : goTo(c, nextOf(c));
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

/** The button pressed twice: what it did the first time was shown once, and perhaps nobody saw it. */
function answerStale(c: HttpContext, enrolling: SessionAuthentication): Response | Promise<Response> {
  if (!enrolling.principal.user.mfaEnabled) return render(c, enrolling, { status: 403, message: STALE_FORM });
  return renderNotice(c, {
    title: 'Two-step sign-in is on',
    message: 'If you have not seen your backup codes, or have not kept them, make new ones in your account.',
    links: [
      { href: nextOf(c), label: 'Continue' },
      { href: BACKUP_CODES_PATH, label: 'Make new backup codes' },
    ],
  });
}

/** Where whoever is done goes on to; this page itself is no place to come back to. */
function nextOf(c: HttpContext): string {
  return endOf(onward(readDestination(c)));
}

function onward({ handle, back }: Destination): Destination {
  return { handle, back: back === PATHS.enrolment ? undefined : back };
}

/** And back, for whoever wants a second factor and signed in too long ago, or not well enough: so with the form. */
function signInFirst(c: HttpContext): Response {
  const { handle, back = PATHS.enrolment } = readDestination(c);
  return goTo(c, anotherAccountPath({ handle, back: handle === undefined ? back : undefined }));
}

/** Any session will do whose sign-in is recent, also one that is good for nothing else. */
async function findEnrolling(c: HttpContext): Promise<SessionAuthentication | null> {
  const found = await findSignedIn(c, { includeEnrolment: true });
  return found && mayAddFactor(found.session, found.principal.user, c.var.context.now) ? found : null;
}

async function render(c: HttpContext, enrolling: SessionAuthentication, refusal?: Refusal): Promise<Response> {
  const { session, principal } = enrolling;
  const self = selfOf(c, enrolling);
  const account = await getAccount(self.tenant, self.user.id);
  const open = openFactors(account);
  if (open.length === 0) return goTo(c, nextOf(c));
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
      demandedBy={session.kind === 'enrolment' ? principal.organisation.name : null}
      totp={open.includes('totp') ? await showTotp(self, session.authTime) : null}
      csrf={await csrfToken(c)}
      destination={onward(readDestination(c))}
      sent={c.req.query('sent') !== undefined}
      refusal={refusal}
    />,
  );
}

/** What this page can set up. Further passkeys are added on the account page, where they are listed. */
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
      <BackupCodes codes={codes} next={nextOf(c)} />
    </>,
  );
}
