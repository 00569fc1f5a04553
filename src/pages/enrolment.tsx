/** Setting up a second factor: for people who must before they go on, and for those who want to. */
import { getAccount } from '../domain/accounts.ts';
import { confirmEmail, startEmail } from '../domain/mfa/email-enrolment.ts';
import { allowedFactors } from '../domain/mfa/index.ts';
import { confirmTotp, showTotp } from '../domain/mfa/totp-enrolment.ts';
import { isFreshAuthentication } from '../domain/step-up.ts';
import { csrfToken } from '../http/csrf.ts';
import type { HttpContext, SessionAuthentication } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS, withQuery } from '../http/paths.ts';
import { keepSession } from '../http/sign-in.ts';
import { nextOf, readHandle, withHandle } from './authorization.ts';
import { BackupCodes, EnrolmentView } from './enrolment-view.tsx';
import { readForm } from './form.tsx';
import { goTo } from './navigation.ts';
import { type Refusal, toRefusal } from './refusal.tsx';
import { findSignedIn, selfOf } from './signed-in.ts';

export async function showEnrolment(c: HttpContext): Promise<Response> {
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  if (enrolling.principal.user.mfaEnabled) return goTo(c, nextOf(readHandle(c)));
  return render(c, enrolling);
}

export async function submitEnrolment(c: HttpContext): Promise<Response> {
  const code = (await readForm(c))('code').replace(/\s/g, '');
  const enrolling = await findEnrolling(c);
  if (!enrolling) return signInFirst(c);
  try {
    const self = selfOf(c, enrolling);
    const enrolled = await (/^\d{8}$/.test(code) ? confirmEmail(self, code) : confirmTotp(self, code));
    await keepSession(c, enrolled);
    return renderBackupCodes(c, enrolled.backupCodes ?? []);
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
  return found && isFreshAuthentication(found.session, c.var.context.now) ? found : null;
}

async function render(c: HttpContext, enrolling: SessionAuthentication, refusal?: Refusal): Promise<Response> {
  const { session, principal } = enrolling;
  const self = selfOf(c, enrolling);
  const allowed = allowedFactors((await getAccount(self.tenant, self.user.id)).organisation);
  return renderPage(
    c,
    { title: 'Set up two-step sign-in', status: refusal?.status ?? 200, withPasskeys: allowed.includes('webauthn') },
    <EnrolmentView
      allowed={allowed}
      demandedBy={session.kind === 'enrolment' ? principal.organisation.name : null}
      totp={allowed.includes('totp') ? await showTotp(self, session.authTime) : null}
      csrf={await csrfToken(c)}
      handle={readHandle(c)}
      sent={c.req.query('sent') !== undefined}
      refusal={refusal}
    />,
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
