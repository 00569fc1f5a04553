/** Setting up an authenticator application: for people who must before they go on, and for those who want to. */
import type { Self } from '../domain/mfa/proof.ts';
import { confirmTotp, showTotp } from '../domain/mfa/totp-enrolment.ts';
import { isOpen } from '../domain/principals.ts';
import { findSession } from '../domain/sessions.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import type { HttpContext, SessionAuthentication } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { qrCodeDataUri } from '../http/qr-code.ts';
import { keepReplacedSession, originOf } from '../http/sign-in.ts';
import { readHandle, withHandle } from './authorization.ts';
import { Form, readForm } from './form.tsx';
import { goTo } from './navigation.ts';
import { type Refusal, RefusalNotice, toRefusal } from './refusal.tsx';
import { signInTools } from './sign-in-tools.ts';

export async function showEnrolment(c: HttpContext): Promise<Response> {
  const enrolling = await findEnrolling(c);
  if (!enrolling) return goTo(c, withHandle(PATHS.signIn, readHandle(c)));
  if (enrolling.principal.user.mfaEnabled) return goTo(c, PATHS.account);
  return render(c, enrolling);
}

export async function submitEnrolment(c: HttpContext): Promise<Response> {
  const code = (await readForm(c))('code').replace(/\s/g, '');
  const enrolling = await findEnrolling(c);
  if (!enrolling) return goTo(c, withHandle(PATHS.signIn, readHandle(c)));
  try {
    const enrolled = await confirmTotp(selfOf(c, enrolling), code);
    await keepReplacedSession(c, enrolled);
    return renderBackupCodes(c, enrolled.backupCodes ?? []);
  } catch (error) {
    const refusal = toRefusal(c, error);
    if (refusal.status === 401) return goTo(c, withHandle(PATHS.signIn, readHandle(c)));
    return render(c, enrolling, refusal);
  }
}

/** Any session will do, also one that is good for nothing else. */
async function findEnrolling(c: HttpContext): Promise<SessionAuthentication | null> {
  const token = readSessionCookie(c) ?? '';
  const found = await findSession(c.var.context.system, token, { includeEnrolment: true });
  return found && !found.principal.user.blockedAt && isOpen(found.principal.organisation.status) ? found : null;
}

function selfOf(c: HttpContext, { principal, session }: SessionAuthentication): Self {
  const { system, openTenant } = c.var.context;
  const { id, email } = principal.user;
  const tenant = openTenant(principal.organisation.id, { userId: id });
  return { system, tenant, origin: originOf(c), user: { id, email }, session, tools: signInTools(c) };
}

async function render(c: HttpContext, enrolling: SessionAuthentication, refusal?: Refusal): Promise<Response> {
  const { secret, uri } = await showTotp(selfOf(c, enrolling), enrolling.session.authTime);
  return renderPage(
    c,
    { title: 'Set up two-step sign-in', status: refusal?.status ?? 200 },
    <>
      <h1>Set up two-step sign-in</h1>
      {enrolling.session.kind === 'enrolment' && (
        <p class="lead">{enrolling.principal.organisation.name} asks for a second step when you sign in.</p>
      )}
      <p>Scan this picture with an authenticator application, then enter the code that it shows.</p>
      <img class="qr" src={qrCodeDataUri(uri)} alt="QR code of the secret below" width="224" height="224" />
      <p class="hint">
        Or type this secret into it: <code id="secret">{secret.match(/.{4}/g)?.join(' ')}</code>
      </p>
      <Form action={withHandle(PATHS.enrolment, readHandle(c))} csrf={await csrfToken(c)}>
        <RefusalNotice refusal={refusal} />
        <label for="code">Code</label>
        <input
          id="code"
          name="code"
          type="text"
          inputmode="numeric"
          maxlength={9}
          autocomplete="one-time-code"
          required
          autofocus
          {...(refusal ? { 'aria-invalid': 'true', 'aria-describedby': 'refusal' } : {})}
        />
        <button id="enable" type="submit">
          Switch it on
        </button>
      </Form>
    </>,
  );
}

function renderBackupCodes(c: HttpContext, codes: string[]): Response | Promise<Response> {
  const handle = readHandle(c);
  return renderPage(
    c,
    { title: 'Your backup codes' },
    <>
      <h1>Your backup codes</h1>
      <p class="lead">Two-step sign-in is on.</p>
      <p>
        When you have lost your authenticator, each of these codes signs you in once. Keep them in a safe place: they
        are not shown again.
      </p>
      <pre id="backup-codes">{codes.join('\n')}</pre>
      <p>
        <a id="continue" href={handle === undefined ? PATHS.account : withHandle(PATHS.authorize, handle)}>
          I have kept them, continue
        </a>
      </p>
    </>,
  );
}
