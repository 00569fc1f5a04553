/** Signing in with e-mail and password: for the application that sent the person here, or for their account page. */
import { type SignInStep, signIn } from '../domain/sign-in.ts';
import { AppError } from '../errors.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import { Form, readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { keepStep, originOf } from '../http/sign-in.ts';
import { getWaiting, nextOf, readHandle, type Waiting, withHandle } from './authorization.ts';
import { goTo } from './navigation.ts';
import { PasskeyButton } from './passkey-button.tsx';
import { RefusalNotice, type Refusal as RefusedAttempt, toRefusal } from './refusal.tsx';
import { signInTools } from './sign-in-tools.ts';

interface Attempt {
  email: string;
  /** Why the last attempt failed. The password it came with is never shown again. */
  refusal?: Refusal;
}

type Refusal = RefusedAttempt & { field?: 'email' | 'password' };

export async function showSignIn(c: HttpContext): Promise<Response> {
  const waiting = await findWaiting(c);
  return render(c, waiting, { email: waiting?.request.loginHint ?? '' });
}

/** Three round trips at most. What the sign-in still needs has a page of its own. */
export async function submitSignIn(c: HttpContext): Promise<Response> {
  const field = await readForm(c);
  const email = field('email').trim();
  const password = field('password');
  const waiting = await findWaiting(c);
  const step = findFault(email, password) ?? (await trySignIn(c, waiting, { email, password }));
  if ('message' in step) return render(c, waiting, { email, refusal: step });
  await keepStep(c, step);
  if (step.kind === 'factor') return goTo(c, withHandle(PATHS.secondFactor, waiting?.handle));
  if (step.kind === 'enrolment') return goTo(c, withHandle(PATHS.enrolment, waiting?.handle));
  return goTo(c, nextOf(waiting?.handle));
}

async function findWaiting(c: HttpContext): Promise<Waiting | null> {
  const handle = readHandle(c);
  return handle === undefined ? null : getWaiting(c, handle);
}

const EMAIL_LENGTH_MAX = 254;

/** What the browser checks before it sends the form, for those that do not. */
function findFault(email: string, password: string): Refusal | null {
  if (email === '') return { status: 400, message: 'Enter your e-mail address.', field: 'email' };
  if (email.length > EMAIL_LENGTH_MAX || !/^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(email)) {
    return { status: 400, message: 'Enter a valid e-mail address.', field: 'email' };
  }
  if (password === '') return { status: 400, message: 'Enter your password.', field: 'password' };
  return null;
}

async function trySignIn(
  c: HttpContext,
  waiting: Waiting | null,
  credentials: { email: string; password: string },
): Promise<SignInStep | Refusal> {
  const context = waiting && { organisationId: waiting.client.organisationId };
  const previousSession = readSessionCookie(c);
  try {
    const attempt = { ...credentials, context, previousSession };
    return await signIn(c.var.context.system, originOf(c), attempt, signInTools(c));
  } catch (error) {
    if (waiting && error instanceof AppError && error.code === 'forbidden') return notWelcome(waiting, error);
    return toRefusal(c, error);
  }
}

/** The password was right, and the person has no business at the organisation of the application. */
function notWelcome({ client }: Waiting, { message }: AppError): Refusal {
  const way = `Ask somebody at ${client.organisationName} for an invitation, or sign in with another account.`;
  return { status: 403, message: `${message}. ${way}` };
}

async function render(c: HttpContext, waiting: Waiting | null, attempt: Attempt): Promise<Response> {
  const client = waiting?.client;
  const title = client ? `Sign in to ${client.name}` : 'Sign in';
  const action = withHandle(PATHS.signIn, waiting?.handle);
  return renderPage(
    c,
    { title, status: attempt.refusal?.status ?? 200, endsAtClient: waiting !== null, withPasskeys: true },
    <>
      <h1>{title}</h1>
      {client && <p class="lead">With your account at {client.organisationName}, or the one you joined it with.</p>}
      <Form action={action} csrf={await csrfToken(c)}>
        <Fields {...attempt} />
      </Form>
      <PasskeyButton mode="sign-in" label="Use a passkey" next={nextOf(waiting?.handle)} />
      {attempt.refusal?.status === 403 && (
        <p class="hint">
          <a id="own-account" href={PATHS.signIn}>
            Sign in to your own account
          </a>
        </p>
      )}
      <p class="hint">
        <a href={PATHS.forgotPassword}>Forgot your password?</a>
      </p>
    </>,
  );
}

function Fields({ email, refusal }: Attempt) {
  const focusEmail = refusal?.field === 'email' || (email === '' && refusal?.field !== 'password');
  const describe = (field: 'email' | 'password') =>
    refusal?.field === field ? { 'aria-invalid': 'true', 'aria-describedby': 'refusal' } : {};
  return (
    <>
      <RefusalNotice refusal={refusal} />
      <label for="email">E-mail address</label>
      <input
        id="email"
        name="email"
        type="email"
        value={email}
        maxlength={EMAIL_LENGTH_MAX}
        autocomplete="username webauthn"
        autocapitalize="none"
        spellcheck={false}
        required
        autofocus={focusEmail}
        {...describe('email')}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus={!focusEmail}
        {...describe('password')}
      />
      <button id="sign-in" type="submit">
        Sign in
      </button>
    </>
  );
}
