/** Signing in with e-mail and password, for an application or for the account page. */

import { spentRequestError } from '../../domain/authorization/spent-requests.ts';
import { isFreshAuthentication } from '../../domain/proof/step-up.ts';
import { type SignInStep, signIn } from '../../domain/sign-in/sign-in.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { explainedSignIn } from '../../http/explanations.ts';
import { readSentForm, type SentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { originOf, setSignInCookies } from '../../http/sign-in.ts';
import { EMAIL_LENGTH_MAX, normaliseEmail } from '../../lib/email-address.ts';
import { isolated } from '../../lib/names.ts';
import { findAuthorizationState, isAnswered, type PendingAuthorization } from '../authorization/authorization.ts';
import { repeatAnswer } from '../authorization/repeat-answer.ts';
import {
  anotherAccountPath,
  type Destination,
  destinationPath,
  readDestination,
  wantsAnotherAccount,
  withDestination,
} from '../destination.ts';
import { goTo } from '../navigation.ts';
import { toRefusal } from '../refusal.tsx';
import { signInTools } from './tools.ts';
import { type Refusal, SignInView } from './view.tsx';

interface PageState {
  destination: Destination;
  authorization: PendingAuthorization | null;
  signedIn: SessionAuthentication | null;
  /** Whether the person asked to sign in with another account. */
  wantsAnother: boolean;
}

interface Attempt {
  email: string;
  /** Why the last attempt failed. The password it came with is never shown again. */
  refusal?: Refusal;
}

/** One round trip; none without a session and an application. */
export async function showSignIn(c: HttpContext): Promise<Response> {
  const state = await readPageState(c);
  const { destination, authorization, signedIn, wantsAnother } = state;
  if (destination.handle !== undefined && !authorization) return refuseHandle(c, destination.handle);
  if (signedIn && !wantsAnother && isSessionSufficient(c, state, signedIn))
    return goTo(c, destinationPath(destination));
  const email = wantsAnother ? '' : (signedIn?.principal.user.email ?? '');
  return render(c, state, { email: authorization ? (authorization.request.loginHint ?? '') : email });
}

/** Three round trips at most. Further steps of the sign-in have pages of their own. */
export async function submitSignIn(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  const email = form.field('email').trim();
  const state = await readPageState(c);
  const { destination, authorization } = state;
  if (form.isStale) return answerStale(c, state, email);
  if (destination.handle !== undefined && !authorization) return refuseHandle(c, destination.handle);
  const step = await attempt(c, authorization, email, form);
  if ('message' in step) return render(c, state, { email, refusal: step });
  await setSignInCookies(c, step);
  if (step.kind === 'factor') return goTo(c, withDestination(PATHS.secondFactor, destination));
  if (step.kind === 'enrolment') return goTo(c, withDestination(PATHS.enrolment, destination));
  return goTo(c, destinationPath(destination));
}

async function readPageState(c: HttpContext): Promise<PageState> {
  const destination = readDestination(c);
  const state = await findAuthorizationState(c, destination.handle);
  return { destination, ...state, wantsAnother: wantsAnotherAccount(c) };
}

/** Whether the session makes a sign-in unnecessary. A page of ours in `back` needs a recent sign-in. */
function isSessionSufficient(
  c: HttpContext,
  { authorization, destination }: PageState,
  signedIn: SessionAuthentication,
): boolean {
  if (authorization) return isAnswered(authorization, signedIn);
  return destination.back === undefined || isFreshAuthentication(signedIn.session, c.var.context.now);
}

/** After a second click, or a sign-in in another tab, the person continues. Otherwise the form is shown again. */
async function answerStale(c: HttpContext, state: PageState, email: string): Promise<Response> {
  const { destination, authorization, signedIn } = state;
  const isSender = signedIn !== null && signedIn.principal.user.email === normaliseEmail(email);
  if (isSender && destination.handle !== undefined && !authorization) return repeatAnswer(c, destination.handle);
  if (isSender && (!authorization || isAnswered(authorization, signedIn))) return goTo(c, destinationPath(destination));
  if (destination.handle !== undefined && !authorization) return refuseHandle(c, destination.handle);
  return render(c, state, { email, refusal: { status: 403, message: STALE_FORM, field: 'password' } });
}

async function refuseHandle(c: HttpContext, handle: string): Promise<never> {
  throw await spentRequestError(c.var.context, handle);
}

/** The checks of the browser, repeated for clients that skip them. */
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
  authorization: PendingAuthorization | null,
  email: string,
  { field }: SentForm,
): Promise<SignInStep | Refusal> {
  const password = field('password');
  const fault = findFault(email, password);
  if (fault) return fault;
  const context = authorization && { organisationId: authorization.client.organisationId };
  const previousSession = readSessionCookie(c);
  try {
    const given = { email, password, context, previousSession };
    return await explainedSignIn(c, [email, password], () =>
      signIn(c.var.context.system, originOf(c), given, signInTools(c)),
    );
  } catch (error) {
    if (authorization && error instanceof AppError && error.code === 'forbidden')
      return { ...toNotMemberRefusal(authorization, error), code: c.var.context.steps.code };
    return toRefusal(c, error);
  }
}

/** The password was right, but the person does not belong to the application's organisation. */
function toNotMemberRefusal({ client }: PendingAuthorization, { message }: AppError): Refusal {
  const way = `Ask somebody at ${isolated(client.organisationName)} for an invitation, or sign in with another account.`;
  return { status: 403, message: `${message}. ${way}`, isNotMember: true };
}

async function render(c: HttpContext, state: PageState, { email, refusal }: Attempt): Promise<Response> {
  const { destination, authorization, wantsAnother } = state;
  const title = authorization ? `Sign in to ${authorization.client.name}` : 'Sign in';
  return renderPage(
    c,
    {
      title,
      isRefused: refusal !== undefined,
      status: refusal?.status ?? 200,
      endsAtClient: authorization !== null,
      withPasskeys: true,
    },
    <SignInView
      client={authorization?.client ?? null}
      action={wantsAnother ? anotherAccountPath(destination) : withDestination(PATHS.signIn, destination)}
      csrf={await csrfToken(c)}
      destination={destination}
      email={email}
      refusal={refusal}
    />,
  );
}
