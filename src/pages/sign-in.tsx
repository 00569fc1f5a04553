/** Signing in with e-mail and password: for the application that sent the person here, or for their account page. */
import { type SignedIn, signIn } from '../domain/sign-in.ts';
import { AppError } from '../errors.ts';
import { readSessionCookie, setSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { getWaiting, readHandle, resume, type Waiting, withHandle } from './authorization.ts';
import { Form, readForm } from './form.tsx';
import { goTo } from './navigation.ts';

interface Attempt {
  email: string;
  /** Why the last attempt failed. The password it came with is never shown again. */
  refusal?: { status: 400 | 401; message: string; field?: 'email' | 'password' };
}

type Refusal = NonNullable<Attempt['refusal']>;

export async function showSignIn(c: HttpContext): Promise<Response> {
  const waiting = await findWaiting(c);
  return render(c, waiting, { email: waiting?.request.loginHint ?? '' });
}

/** Three round trips at most. */
export async function submitSignIn(c: HttpContext): Promise<Response> {
  const field = await readForm(c);
  const email = field('email').trim();
  const password = field('password');
  const waiting = await findWaiting(c);
  const signedIn = findFault(email, password) ?? (await trySignIn(c, waiting, { email, password }));
  if ('message' in signedIn) return render(c, waiting, { email, refusal: signedIn });
  setSessionCookie(c, signedIn.sessionToken, signedIn.lifetime);
  await csrfToken(c, signedIn.sessionToken);
  return waiting ? resume(c, waiting.handle) : goTo(c, PATHS.account);
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
): Promise<SignedIn | Refusal> {
  const { system, origin } = c.var.context;
  const previousSession = readSessionCookie(c);
  try {
    return await signIn(system, origin, {
      ...credentials,
      ...(waiting ? { organisationId: waiting.client.organisationId } : {}),
      ...(previousSession ? { previousSession } : {}),
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthorized') return { status: 401, message: error.message };
    throw error;
  }
}

async function render(c: HttpContext, waiting: Waiting | null, attempt: Attempt): Promise<Response> {
  const client = waiting?.client;
  const title = client ? `Sign in to ${client.name}` : 'Sign in';
  const action = withHandle(PATHS.signIn, waiting?.handle);
  return renderPage(
    c,
    { title, status: attempt.refusal?.status ?? 200, endsAtClient: waiting !== null },
    <>
      <h1>{title}</h1>
      {client && <p class="lead">With your account at {client.organisationName}.</p>}
      <Form action={action} csrf={await csrfToken(c)}>
        <Fields {...attempt} />
      </Form>
    </>,
  );
}

function Fields({ email, refusal }: Attempt) {
  const focusEmail = refusal?.field === 'email' || (email === '' && refusal?.field !== 'password');
  const describe = (field: 'email' | 'password') =>
    refusal?.field === field ? { 'aria-invalid': 'true', 'aria-describedby': 'refusal' } : {};
  return (
    <>
      {refusal && (
        <p class="error" role="alert" id="refusal">
          {refusal.message}
        </p>
      )}
      <label for="email">E-mail address</label>
      <input
        id="email"
        name="email"
        type="email"
        value={email}
        maxlength={EMAIL_LENGTH_MAX}
        autocomplete="username"
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
