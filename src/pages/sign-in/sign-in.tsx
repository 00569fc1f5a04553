/** Signing in with e-mail and password: for the application that sent the person here, or for their account page. */

import { spentRequestError } from '../../domain/authorization/spent-requests.ts';
import { isFreshAuthentication } from '../../domain/proof/step-up.ts';
import { type SignInStep, signIn } from '../../domain/sign-in/sign-in.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readSentForm, type SentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { originOf, setSignInCookies } from '../../http/sign-in.ts';
import { EMAIL_LENGTH_MAX, normaliseEmail } from '../../lib/email-address.ts';
import { isolated } from '../../lib/names.ts';
import { answerAgain } from '../authorization/answer-again.ts';
import { findArrival, isAnswered, type Waiting } from '../authorization/authorization.ts';
import {
  anotherAccountPath,
  type Destination,
  endOf,
  readDestination,
  wantsAnotherAccount,
  withDestination,
} from '../destination.ts';
import { goTo } from '../navigation.ts';
import { toRefusal } from '../refusal.tsx';
import { signInTools } from './tools.ts';
import { type Refusal, SignInView } from './view.tsx';

interface Scene {
  destination: Destination;
  waiting: Waiting | null;
  signedIn: SessionAuthentication | null;
  /** Whether the person wants to be somebody else than they are. */
  wantsAnother: boolean;
}

interface Attempt {
  email: string;
  /** Why the last attempt failed. The password it came with is never shown again. */
  refusal?: Refusal;
}

/** One round trip; none for a stranger without an application. */
export async function showSignIn(c: HttpContext): Promise<Response> {
  const scene = await setScene(c);
  const { destination, waiting, signedIn, wantsAnother } = scene;
  if (destination.handle !== undefined && !waiting) return refuseHandle(c, destination.handle);
  if (signedIn && !wantsAnother && willDo(c, scene, signedIn)) return goTo(c, endOf(destination));
  const email = wantsAnother ? '' : (signedIn?.principal.user.email ?? '');
  return render(c, scene, { email: waiting ? (waiting.request.loginHint ?? '') : email });
}

/** Three round trips at most. What the sign-in still needs has a page of its own. */
export async function submitSignIn(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  const email = form.field('email').trim();
  const scene = await setScene(c);
  const { destination, waiting } = scene;
  if (form.isStale) return answerStale(c, scene, email);
  if (destination.handle !== undefined && !waiting) return refuseHandle(c, destination.handle);
  const step = await attempt(c, waiting, email, form);
  if ('message' in step) return render(c, scene, { email, refusal: step });
  await setSignInCookies(c, step);
  if (step.kind === 'factor') return goTo(c, withDestination(PATHS.secondFactor, destination));
  if (step.kind === 'enrolment') return goTo(c, withDestination(PATHS.enrolment, destination));
  return goTo(c, endOf(destination));
}

async function setScene(c: HttpContext): Promise<Scene> {
  const destination = readDestination(c);
  const arrival = await findArrival(c, destination.handle);
  return { destination, ...arrival, wantsAnother: wantsAnotherAccount(c) };
}

/** Whether the session leads on from here. A page of ours that sends people here wants a recent sign-in. */
function willDo(c: HttpContext, { waiting, destination }: Scene, signedIn: SessionAuthentication): boolean {
  if (waiting) return isAnswered(waiting, signedIn);
  return destination.back === undefined || isFreshAuthentication(signedIn.session, c.var.context.now);
}

/** The button pressed twice, or a sign-in in another tab, has led somewhere already; anything else is asked again. */
async function answerStale(c: HttpContext, scene: Scene, email: string): Promise<Response> {
  const { destination, waiting, signedIn } = scene;
  const isSender = signedIn !== null && signedIn.principal.user.email === normaliseEmail(email);
  if (isSender && destination.handle !== undefined && !waiting) return answerAgain(c, destination.handle);
  if (isSender && (!waiting || isAnswered(waiting, signedIn))) return goTo(c, endOf(destination));
  if (destination.handle !== undefined && !waiting) return refuseHandle(c, destination.handle);
  return render(c, scene, { email, refusal: { status: 403, message: STALE_FORM, field: 'password' } });
}

async function refuseHandle(c: HttpContext, handle: string): Promise<never> {
  throw await spentRequestError(c.var.context, handle);
}

/** What the browser checks before it sends the form, for those that do not. */
function findFault(email: string, password: string): Refusal | null {
  if (email === '') return { status: 400, message: 'Enter your e-mail address.', field: 'email' };
  if (email.length > EMAIL_LENGTH_MAX || !/^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(email)) {
    return { status: 400, message: 'Enter a valid e-mail address.', field: 'email' };
  }
  if (password === '') return { status: 400, message: 'Enter your password.', field: 'password' };
  return null;
}

async function attempt(
  c: HttpContext,
  waiting: Waiting | null,
  email: string,
  { field }: SentForm,
): Promise<SignInStep | Refusal> {
  const password = field('password');
  const fault = findFault(email, password);
  if (fault) return fault;
  const context = waiting && { organisationId: waiting.client.organisationId };
  const previousSession = readSessionCookie(c);
  try {
    const given = { email, password, context, previousSession };
    return await signIn(c.var.context.system, originOf(c), given, signInTools(c));
  } catch (error) {
    if (waiting && error instanceof AppError && error.code === 'forbidden') return notWelcome(waiting, error);
    return toRefusal(c, error);
  }
}

/** The password was right, and the person has no business at the organisation of the application. */
function notWelcome({ client }: Waiting, { message }: AppError): Refusal {
  const way = `Ask somebody at ${isolated(client.organisationName)} for an invitation, or sign in with another account.`;
  return { status: 403, message: `${message}. ${way}`, isNotWelcome: true };
}

async function render(c: HttpContext, scene: Scene, { email, refusal }: Attempt): Promise<Response> {
  const { destination, waiting, wantsAnother } = scene;
  const title = waiting ? `Sign in to ${waiting.client.name}` : 'Sign in';
  return renderPage(
    c,
    {
      title,
      isRefused: refusal !== undefined,
      status: refusal?.status ?? 200,
      endsAtClient: waiting !== null,
      withPasskeys: true,
    },
    <SignInView
      client={waiting?.client ?? null}
      action={wantsAnother ? anotherAccountPath(destination) : withDestination(PATHS.signIn, destination)}
      csrf={await csrfToken(c)}
      destination={destination}
      email={email}
      refusal={refusal}
    />,
  );
}
