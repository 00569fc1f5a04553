/** Setting up a second factor: for people who must before they go on, and for those who want to. */
import { type Account, getAccount } from '../domain/accounts.ts';
import { normaliseAnswer } from '../domain/mfa/answer-text.ts';
import { isEmailCode } from '../domain/mfa/email.ts';
import { confirmEmail, startEmail } from '../domain/mfa/email-enrolment.ts';
import type { FactorType } from '../domain/mfa/factor.ts';
import { allowedFactors } from '../domain/mfa/index.ts';
import { confirmTotp, showTotp } from '../domain/mfa/totp-enrolment.ts';
import { mayAddFactor } from '../domain/step-up.ts';
import { csrfToken } from '../http/csrf.ts';
import { readForm } from '../http/form.tsx';
import type { HttpContext, SessionAuthentication } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS, withQuery } from '../http/paths.ts';
import { keepSession } from '../http/sign-in.ts';
import { nextOf, readHandle, withHandle } from './authorization.ts';
import { BackupCodes, EnrolmentView } from './enrolment-view.tsx';
import { goTo } from './navigation.ts';
import { type Refusal, toRefusal } from './refusal.tsx';
import { findSignedIn, selfOf } from './signed-in.ts';

export async function showEnrolment(c: HttpContext): Promise<Response> {
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  // Whoever is on the way to an application has done what was asked of them.
  const isDone = enrolling.principal.user.mfaEnabled && readHandle(c) !== undefined;
  return isDone ? goTo(c, nextOf(readHandle(c))) : render(c, enrolling);
}

export async function submitEnrolment(c: HttpContext): Promise<Response> {
  const code = normaliseAnswer((await readForm(c))('code'));
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  try {
    const self = selfOf(c, enrolling);
    const enrolled = await (isEmailCode(code) ? confirmEmail(self, code) : confirmTotp(self, code));
    await keepSession(c, enrolled);
    return enrolled.backupCodes ? renderBackupCodes(c, enrolled.backupCodes) : goTo(c, nextOf(readHandle(c)));
  } catch (error) {
    const refusal = toRefusal(c, error);
    return refusal.status === 401 ? signInFirst(c) : render(c, enrolling, refusal);
  }
}

export async function submitEnrolmentCode(c: HttpContext): Promise<Response> {
  await readForm(c);
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  await startEmail(selfOf(c, enrolling));
  return goTo(c, withQuery(PATHS.enrolment, { handle: readHandle(c), sent: '1' }));
}

function signInFirst(c: HttpContext): Response {
  return goTo(c, withHandle(PATHS.signIn, readHandle(c)));
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
  if (open.length === 0) return goTo(c, nextOf(readHandle(c)));
  const title = account.mfaEnabled ? 'Set up another way' : 'Set up two-step sign-in';
  return renderPage(
    c,
    { title, status: refusal?.status ?? 200, withPasskeys: open.includes('webauthn') },
    <EnrolmentView
      title={title}
      open={open}
      demandedBy={session.kind === 'enrolment' ? principal.organisation.name : null}
      totp={open.includes('totp') ? await showTotp(self, session.authTime) : null}
      csrf={await csrfToken(c)}
      handle={readHandle(c)}
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
      <h1>Two-step sign-in</h1>
      <BackupCodes codes={codes} next={nextOf(readHandle(c))} />
    </>,
  );
}
