/** Joining an organisation by an invitation: with a new account, or with the existing account of the address. */

import { isUsable, type Principal } from '../../domain/access/principals.ts';
import { acceptInvitation, type Refusal } from '../../domain/invitations/acceptance.ts';
import { type InvitationLink, invitationByToken, toLink } from '../../domain/invitations/links.ts';
import { type JoinRefusal, joinOrganisation } from '../../domain/invitations/memberships.ts';
import { sessionByToken, toSession } from '../../domain/sessions/sessions.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { originOf, replaceSession } from '../../http/sign-in.ts';
import { isName, isolated } from '../../lib/names.ts';
import { faultsOf } from '../field.tsx';
import { goTo } from '../navigation.ts';
import { renderNotice } from '../notice.tsx';
import { type FieldName, InvitationView, type Newcomer, WITH_ACCOUNT } from './view.tsx';

export const INVITATION_PATH = `${PATHS.invitation}/:token`;

const NOBODY: Newcomer = { firstName: '', lastName: '' };

/** One round trip. */
export async function showInvitation(c: HttpContext): Promise<Response> {
  return render(c, NOBODY);
}

/** Two round trips, three with an account; one more when the form is shown again. */
export async function submitInvitation(c: HttpContext): Promise<Response> {
  const { field, isStale } = await readSentForm(c);
  const newcomer = { firstName: field('firstName').trim(), lastName: field('lastName').trim() };
  if (isStale) return answerStale(c, newcomer);
  if (field(WITH_ACCOUNT) !== '') return joinWithAccount(c);
  if (!isName(newcomer.firstName) || !isName(newcomer.lastName)) {
    const at = isName(newcomer.firstName) ? 'lastName' : 'firstName';
    return render(c, newcomer, { faults: ['Enter your name.'], at });
  }
  const { system, isBreached } = c.var.context;
  const input = { ...newcomer, token: readToken(c), password: field('password') };
  try {
    const outcome = await acceptInvitation(system, originOf(c), input, { isBreached, opensSession: true });
    if (typeof outcome === 'string') return refuse(c, outcome);
    const { session, link } = outcome;
    if (!session) return goTo(c, PATHS.signIn);
    await replaceSession(c, session);
    return goTo(c, link.organisation.requireMfa ? PATHS.enrolment : PATHS.account);
  } catch (error) {
    return render(c, newcomer, { faults: faultsOf(error), at: 'password' });
  }
}

/** A second click: if the first one succeeded, the person continues. */
async function answerStale(c: HttpContext, newcomer: Newcomer): Promise<Response> {
  const { joined, isEnrolling } = await collectFacts(c);
  if (joined) return goTo(c, isEnrolling ? PATHS.enrolment : PATHS.account);
  return render(c, newcomer, { faults: [STALE_FORM], at: 'password' }, 403);
}

async function joinWithAccount(c: HttpContext): Promise<Response> {
  const { link, joined, principal } = await collectFacts(c);
  if (joined) return renderJoined(c, joined);
  // Signed out in another tab, or signed in as somebody else.
  if (!principal || principal.user.email !== link?.email) return render(c, NOBODY);
  const { system, origin } = c.var.context;
  const outcome = await joinOrganisation(system, origin, principal, readToken(c));
  return typeof outcome === 'string' ? refuse(c, outcome) : renderJoined(c, outcome);
}

function renderJoined(c: HttpContext, { organisation }: InvitationLink): Response | Promise<Response> {
  const name = isolated(organisation.name);
  return renderNotice(c, {
    title: `You have joined ${name}`,
    message: `You are a member of ${name} now.`,
    links: [{ href: PATHS.account, label: 'Your account' }],
  });
}

function readToken(c: HttpContext): string {
  return c.req.param('token') ?? '';
}

const REFUSALS: Readonly<Partial<Record<Refusal | JoinRefusal, string>>> = {
  email_taken: 'There is an account with this address already. Open the invitation again to join with it.',
  already_member: 'You are a member of this organisation already.',
};

/** Of two concurrent requests the later one is refused, but both show the success. */
async function refuse(c: HttpContext, refusal: Refusal | JoinRefusal): Promise<Response> {
  const message = REFUSALS[refusal];
  if (message) throw new AppError('conflict', message, { nextLink: { href: pathOf(c), label: 'Open the invitation' } });
  const { link, joined } = await collectFacts(c);
  return joined ? renderJoined(c, joined) : refuseLink(link);
}

function refuseLink(link: InvitationLink | null): never {
  const signIn = { href: PATHS.account, label: 'Sign in' };
  const used = 'This invitation was used already. If it was by you, sign in.';
  const detail = link?.status === 'accepted' ? used : 'This invitation was taken back, is too old, or is not complete.';
  throw new AppError('not_found', detail, { nextLink: signIn });
}

interface Facts {
  link: InvitationLink | null;
  /** The same link, if the signed-in person has accepted it. */
  joined: InvitationLink | null;
  /** Whether their session can only set up a second factor. */
  isEnrolling: boolean;
  /** The signed-in person. */
  principal: Principal | null;
}

/** One round trip. */
async function collectFacts(c: HttpContext): Promise<Facts> {
  const { system } = c.var.context;
  const [[linkRow], [sessionRow]] = await system.db.flight(
    await invitationByToken(system, readToken(c)),
    await sessionByToken(system, readSessionCookie(c) ?? '', { includeEnrolment: true }),
  );
  const link = toLink(linkRow);
  const visitor = sessionRow ? toSession(sessionRow) : null;
  const isEnrolling = visitor?.session.kind === 'enrolment';
  const isAcceptedByVisitor = link?.status === 'accepted' && visitor?.principal.user.email === link.email;
  const principal = visitor && !isEnrolling && isUsable(visitor.principal) ? visitor.principal : null;
  return { link, joined: isAcceptedByVisitor ? link : null, isEnrolling, principal };
}

function pathOf(c: HttpContext): string {
  return `${PATHS.invitation}/${encodeURIComponent(readToken(c))}`;
}

/** @throws not_found unless the invitation is pending, or the signed-in person has accepted it */
async function render(
  c: HttpContext,
  newcomer: Newcomer,
  { faults, at }: { faults: string[]; at?: FieldName } = { faults: [] },
  status: 400 | 403 = 400,
): Promise<Response> {
  const { link, joined, principal } = await collectFacts(c);
  if (joined) return renderJoined(c, joined);
  if (link?.status !== 'pending') return refuseLink(link);
  const title = `Join ${link.organisation.name}`;
  const isRefused = faults.length > 0;
  return renderPage(
    c,
    { title, isRefused, status: isRefused ? status : 200 },
    <InvitationView
      action={pathOf(c)}
      csrf={await csrfToken(c)}
      link={link}
      signedInAs={principal?.user.email ?? null}
      newcomer={newcomer}
      faults={faults}
      at={at}
    />,
  );
}
