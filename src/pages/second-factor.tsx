/** The second step of signing in. */
import type { FactorType } from '../domain/mfa/factor.ts';
import { usableFactors } from '../domain/mfa/index.ts';
import { continueSignIn, sendFactorCode } from '../domain/sign-in-factor.ts';
import { findPending } from '../domain/sign-in-pending.ts';
import { clearPendingCookie, readPendingCookie, readSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import { Form, readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS, withQuery } from '../http/paths.ts';
import { keepStep, originOf } from '../http/sign-in.ts';
import { nextOf, readHandle, withHandle } from './authorization.ts';
import { goTo } from './navigation.ts';
import { PasskeyButton } from './passkey-button.tsx';
import { type Refusal, RefusalNotice, toRefusal } from './refusal.tsx';
import { signInTools } from './sign-in-tools.ts';

export const SEND_CODE_PATH = `${PATHS.secondFactor}/email`;

interface View {
  refusal?: Refusal;
  sent?: boolean;
}

/** One round trip. */
export async function showSecondFactor(c: HttpContext): Promise<Response> {
  return render(c, { sent: c.req.query('sent') !== undefined });
}

/** Three round trips; four when the answer is wrong and the page is shown again. */
export async function submitSecondFactor(c: HttpContext): Promise<Response> {
  const answer = (await readForm(c))('code').trim();
  if (answer === '') return render(c, { refusal: { status: 400, message: 'Enter a code.' } });
  const step = { pendingToken: readPendingCookie(c) ?? '', answer, previousSession: readSessionCookie(c) };
  try {
    const signedIn = await continueSignIn(c.var.context.system, originOf(c), step, signInTools(c));
    if (!signedIn) return startAgain(c);
    await keepStep(c, signedIn);
  } catch (error) {
    const refusal = toRefusal(c, error);
    return render(c, { refusal: refusal.status === 401 ? { ...refusal, message: wrongCode(refusal) } : refusal });
  }
  return goTo(c, nextOf(readHandle(c)));
}

function wrongCode({ message }: Refusal): string {
  return message === 'Invalid MFA token' ? 'This code is not right, or it was used before.' : message;
}

export async function submitSendCode(c: HttpContext): Promise<Response> {
  await readForm(c);
  const { system } = c.var.context;
  const sent = await sendFactorCode(system, originOf(c), readPendingCookie(c) ?? '', signInTools(c));
  if (!sent) return startAgain(c);
  return goTo(c, withQuery(PATHS.secondFactor, { handle: readHandle(c), sent: '1' }));
}

/** Too many guesses, or too much time: the password is asked for again. */
function startAgain(c: HttpContext): Response {
  clearPendingCookie(c);
  return goTo(c, withHandle(PATHS.signIn, readHandle(c)));
}

async function render(c: HttpContext, view: View): Promise<Response> {
  const pending = await findPending(c.var.context.system, readPendingCookie(c) ?? '');
  if (!pending) return startAgain(c);
  const handle = readHandle(c);
  const methods = usableFactors(pending.account).map(({ type }) => type);
  const csrf = await csrfToken(c);
  return renderPage(
    c,
    {
      title: 'Confirm it is you',
      status: view.refusal?.status ?? 200,
      endsAtClient: handle !== undefined,
      withPasskeys: methods.includes('webauthn'),
    },
    <>
      <h1>Confirm it is you</h1>
      <p class="lead">{pending.account.email}</p>
      <Form action={withHandle(PATHS.secondFactor, handle)} csrf={csrf}>
        <CodeField methods={methods} {...view} />
      </Form>
      {methods.includes('email') && (
        <Form action={withHandle(SEND_CODE_PATH, handle)} csrf={csrf}>
          <button id="send-code" type="submit" class="secondary">
            {view.sent ? 'Send another code by e-mail' : 'Send a code by e-mail'}
          </button>
        </Form>
      )}
      {methods.includes('webauthn') && (
        <PasskeyButton mode="second-factor" label="Use a passkey" next={nextOf(handle)} />
      )}
      <p class="hint">
        <a href={withHandle(PATHS.signIn, handle)}>Use another account</a>
      </p>
    </>,
  );
}

function CodeField({ methods, refusal, sent }: View & { methods: FactorType[] }) {
  const sources = [
    ...(methods.includes('totp') ? ['your authenticator application'] : []),
    ...(methods.includes('email') ? ['an e-mail message'] : []),
  ];
  return (
    <>
      <RefusalNotice refusal={refusal} />
      {sent && <p role="status">A code is on its way to your mailbox.</p>}
      <label for="code">Code</label>
      <input
        id="code"
        name="code"
        type="text"
        maxlength={64}
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck={false}
        required
        autofocus
        aria-describedby={refusal ? 'refusal code-hint' : 'code-hint'}
        {...(refusal ? { 'aria-invalid': 'true' } : {})}
      />
      <p class="hint" id="code-hint">
        {sources.length > 0
          ? `From ${sources.join(' or ')}, or one of your backup codes.`
          : 'One of your backup codes.'}
      </p>
      <button id="confirm" type="submit">
        Continue
      </button>
    </>
  );
}
