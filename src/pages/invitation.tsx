/** Joining an organisation by its invitation: as somebody new, or with the account that has the address already. */
import { acceptInvitation, type Refusal } from '../domain/invitation-acceptance.ts';
import { type InvitationLink, invitationByToken, toLink } from '../domain/invitation-links.ts';
import { type JoiningRefusal, joinOrganisation } from '../domain/memberships.ts';
import { isUsable, type Principal } from '../domain/principals.ts';
import { sessionByToken, toSession } from '../domain/sessions.ts';
import { AppError } from '../errors.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import { readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { keepSession, originOf } from '../http/sign-in.ts';
import { isName } from '../lib/names.ts';
import { faultsOf } from './field.tsx';
import { InvitationView, type Newcomer, WITH_ACCOUNT } from './invitation-view.tsx';
import { goTo } from './navigation.ts';
import { renderNotice } from './notice.tsx';

export const INVITATION_PATH = `${PATHS.invitation}/:token`;

const NOBODY: Newcomer = { firstName: '', lastName: '' };

/** One round trip. */
export async function showInvitation(c: HttpContext): Promise<Response> {
  return render(c, NOBODY, []);
}

/** Two round trips, three with an account; one more when something is wrong and the page is shown again. */
export async function submitInvitation(c: HttpContext): Promise<Response> {
  const field = await readForm(c);
  if (field(WITH_ACCOUNT) !== '') return joinWithAccount(c);
  const newcomer = { firstName: field('firstName').trim(), lastName: field('lastName').trim() };
  if (!isName(newcomer.firstName) || !isName(newcomer.lastName)) return render(c, newcomer, ['Enter your name.']);
  const { system, isBreached } = c.var.context;
  const input = { ...newcomer, token: readToken(c), password: field('password') };
  try {
    const outcome = await acceptInvitation(system, originOf(c), input, { isBreached, opensSession: true });
    if (typeof outcome === 'string') return refuse(outcome);
    const { session, link } = outcome;
    if (session) await keepSession(c, session);
    return goTo(c, link.organisation.requireMfa ? PATHS.enrolment : PATHS.account);
  } catch (error) {
    return render(c, newcomer, faultsOf(error));
  }
}

async function joinWithAccount(c: HttpContext): Promise<Response> {
  const { link, principal } = await collectFacts(c);
  // Signed out in another tab, or signed in as somebody else.
  if (principal?.user.email !== link.email) return render(c, NOBODY, []);
  const { system, origin } = c.var.context;
  const outcome = await joinOrganisation(system, origin, principal, readToken(c));
  if (typeof outcome === 'string') return refuse(outcome);
  const { name } = outcome.organisation;
  const account = { path: PATHS.account, label: 'Your account' };
  return renderNotice(c, {
    title: `You have joined ${name}`,
    message: `You are a member of ${name} now.`,
    link: account,
  });
}

function readToken(c: HttpContext): string {
  return c.req.param('token') ?? '';
}

function refuse(refusal: Refusal | JoiningRefusal): never {
  if (refusal === 'email_taken') throw new AppError('conflict', 'There is an account with this address already.');
  if (refusal === 'already_member') throw new AppError('conflict', 'You are a member of this organisation already.');
  throw new AppError('not_found', 'This invitation was used, taken back, or is too old.');
}

interface Facts {
  link: InvitationLink;
  /** Whoever is signed in. */
  principal: Principal | null;
}

/** One round trip. @throws not_found unless the invitation is pending */
async function collectFacts(c: HttpContext): Promise<Facts> {
  const { system } = c.var.context;
  const [[row], [session]] = await system.db.flight(
    await invitationByToken(system, readToken(c)),
    await sessionByToken(system, readSessionCookie(c) ?? ''),
  );
  const link = toLink(row);
  if (link?.status !== 'pending') return refuse('unknown');
  const principal = session ? toSession(session).principal : null;
  return { link, principal: principal && isUsable(principal) ? principal : null };
}

async function render(c: HttpContext, newcomer: Newcomer, faults: string[]): Promise<Response> {
  const { link, principal } = await collectFacts(c);
  const title = `Join ${link.organisation.name}`;
  return renderPage(
    c,
    { title, status: faults.length > 0 ? 400 : 200 },
    <InvitationView
      title={title}
      action={`${PATHS.invitation}/${encodeURIComponent(readToken(c))}`}
      csrf={await csrfToken(c)}
      link={link}
      signedInAs={principal?.user.email ?? null}
      newcomer={newcomer}
      faults={faults}
    />,
  );
}
