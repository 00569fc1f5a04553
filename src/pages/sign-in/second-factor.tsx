/** The second step of signing in. */
import { usableFactors } from '../../domain/authenticators/kinds.ts';
import { continueSignIn, sendFactorCode } from '../../domain/sign-in/factor.ts';
import { findPending } from '../../domain/sign-in/pending.ts';
import { clearPendingCookie, readPendingCookie, readSessionCookie } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { explainedSignIn } from '../../http/explanations.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { originOf, setSignInCookies } from '../../http/sign-in.ts';
import { findSignedIn } from '../account/signed-in.ts';
import {
  anotherAccountPath,
  type Destination,
  destinationPath,
  readDestination,
  withDestination,
} from '../destination.ts';
import { goTo } from '../navigation.ts';
import { type Refusal, toRefusal } from '../refusal.tsx';
import { SecondFactorView } from './second-factor-view.tsx';
import { signInTools } from './tools.ts';

export const SEND_CODE_PATH = `${PATHS.secondFactor}/email`;

/** The query parameter that shows the field for backup codes. */
const BACKUP = 'backup';

interface View {
  refusal?: Refusal;
  sent?: boolean;
}

/** One round trip. */
export async function showSecondFactor(c: HttpContext): Promise<Response> {
  return render(c, { sent: c.req.query('sent') !== undefined });
}

/** Three round trips; four when the page is shown again. */
export async function submitSecondFactor(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  if (form.isStale) return answerStale(c);
  const answer = form.field('code').trim();
  if (answer === '') return render(c, { refusal: { status: 400, message: 'Enter a code.' } });
  const step = { pendingToken: readPendingCookie(c) ?? '', answer, previousSession: readSessionCookie(c) };
  try {
    const signedIn = await explainedSignIn(c, [answer], () =>
      continueSignIn(c.var.context.system, originOf(c), step, signInTools(c)),
    );
    if (!signedIn) return startAgain(c);
    await setSignInCookies(c, signedIn);
  } catch (error) {
    const refusal = toRefusal(c, error);
    return render(c, { refusal: refusal.status === 401 ? { ...refusal, message: wrongCode(refusal) } : refusal });
  }
  return goTo(c, destinationPath(readDestination(c)));
}

function wrongCode({ message }: Refusal): string {
  return message === 'Invalid MFA token' ? 'This code is not right, or it was used before.' : message;
}

export async function submitSendCode(c: HttpContext): Promise<Response> {
  const { isStale } = await readSentForm(c);
  if (isStale) return answerStale(c);
  const { system } = c.var.context;
  const sent = await sendFactorCode(system, originOf(c), readPendingCookie(c) ?? '', signInTools(c));
  if (!sent) return startAgain(c);
  return goTo(c, withDestination(PATHS.secondFactor, readDestination(c), { sent: '1' }));
}

/** After a second click the person is signed in, and the sign-in page redirects them. */
async function answerStale(c: HttpContext): Promise<Response> {
  if (await findSignedIn(c)) return goTo(c, withDestination(PATHS.signIn, readDestination(c)));
  return render(c, { refusal: { status: 403, message: STALE_FORM } });
}

/** After too many attempts or too much time, the person enters the password again. */
function startAgain(c: HttpContext): Response {
  clearPendingCookie(c);
  return goTo(c, withDestination(PATHS.signIn, readDestination(c)));
}

async function render(c: HttpContext, view: View): Promise<Response> {
  const pending = await findPending(c.var.context.system, readPendingCookie(c) ?? '');
  if (!pending) return startAgain(c);
  const destination = readDestination(c);
  const methods = usableFactors(pending.account).map(({ type }) => type);
  return renderPage(
    c,
    {
      title: 'Confirm it is you',
      isRefused: view.refusal !== undefined,
      status: view.refusal?.status ?? 200,
      endsAtClient: destination.handle !== undefined,
      withPasskeys: methods.includes('webauthn'),
    },
    <SecondFactorView
      email={pending.account.email}
      methods={methods}
      wantsBackupCode={c.req.query(BACKUP) !== undefined}
      action={c.req.query(BACKUP) === undefined ? pagePath(destination) : backupPath(destination)}
      backupPath={backupPath(destination)}
      pagePath={pagePath(destination)}
      sendPath={withDestination(SEND_CODE_PATH, destination)}
      anotherPath={anotherAccountPath(destination)}
      next={destinationPath(destination)}
      csrf={await csrfToken(c)}
      {...view}
    />,
  );
}

function pagePath(destination: Destination): string {
  return withDestination(PATHS.secondFactor, destination);
}

function backupPath(destination: Destination): string {
  return withDestination(PATHS.secondFactor, destination, { [BACKUP]: '1' });
}
