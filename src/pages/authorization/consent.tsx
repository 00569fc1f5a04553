/** Asking a person whether an application may have what it asks for. */

import { actorOf, guestBySession, holderOf } from '../../domain/access/guests.ts';
import { ownScopesOfClient } from '../../domain/access/organisation-scopes.ts';
import { isUsable, type Principal, toPrincipal } from '../../domain/access/principals.ts';
import type { ScopeText } from '../../domain/access/scopes.ts';
import {
  denyAuthorizationRequest,
  openAuthorizationRequest,
  waitingRequest,
} from '../../domain/authorization/requests.ts';
import { spentRequestError } from '../../domain/authorization/spent-requests.ts';
import { type Consent, consentableScopes, consentBySession, grantConsent } from '../../domain/consents/consents.ts';
import { sessionByToken, toSession } from '../../domain/sessions/sessions.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import { csrfToken } from '../../http/csrf.ts';
import { readSentForm, STALE_FORM } from '../../http/form.tsx';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { PATHS } from '../../http/paths.ts';
import { endOf, readDestination, withDestination } from '../destination.ts';
import { goTo } from '../navigation.ts';
import type { Refusal } from '../refusal.tsx';
import { answerAgain } from './answer-again.ts';
import type { Waiting } from './authorization.ts';
import { ConsentView } from './consent-view.tsx';

export async function showConsent(c: HttpContext): Promise<Response> {
  const facts = await collectFacts(c);
  if (!facts) throw await spentRequestError(c.var.context, handleOf(c));
  // The authorization endpoint knows where somebody goes who is not signed in.
  return facts.principal ? render(c, facts, facts.principal) : resume(c);
}

/** Two round trips; four when the button was pressed before. */
export async function submitConsent(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  const facts = await collectFacts(c);
  const decision = form.field('decision');
  if (!facts && !form.isStale) return answerAgain(c, handleOf(c), { isDenial: decision === 'deny' });
  // The authorization endpoint knows who must sign in first, and what to say of a request that is used up.
  if (!facts?.principal) return resume(c);
  const { waiting, principal } = facts;
  if (form.isStale) return render(c, facts, principal, { status: 403, message: STALE_FORM });
  const { client, request } = waiting;
  const tenant = c.var.context.openTenant(client.organisationId, { ...actorOf(principal), clientId: client.id });
  const holder = holderOf(principal);
  if (decision === 'allow') await grantConsent(tenant, { holder, client, scopes: consentableScopes(request) });
  else if (decision === 'deny') await denyAuthorizationRequest(tenant, client, request);
  else throw new AppError('bad_request', 'The field "decision" must be "allow" or "deny".');
  return resume(c);
}

function handleOf(c: HttpContext): string {
  return readDestination(c).handle ?? '';
}

/** Back to the authorization endpoint, which decides from what is stored now. */
function resume(c: HttpContext): Response {
  return goTo(c, endOf({ handle: handleOf(c), back: undefined }));
}

async function render(c: HttpContext, facts: Facts, principal: Principal, refusal?: Refusal): Promise<Response> {
  const { client, handle } = facts.waiting;
  const title = `Allow ${client.name}?`;
  const form = { action: withDestination(PATHS.consent, { handle }), csrf: await csrfToken(c) };
  return renderPage(
    c,
    { title, status: refusal?.status ?? 200, isRefused: refusal !== undefined, endsAtClient: true },
    <ConsentView {...form} {...facts} principal={principal} refusal={refusal} />,
  );
}

interface Facts {
  waiting: Waiting;
  /** Whoever may answer: null when nobody of the client's organisation is signed in, and no guest of it. */
  principal: Principal | null;
  consent: Consent | null;
  ownScopes: ScopeText[];
}

/** One round trip; null when nothing waits under the handle. */
async function collectFacts(c: HttpContext): Promise<Facts | null> {
  const { system } = c.var.context;
  const handle = handleOf(c);
  const opened = await openAuthorizationRequest(c.var.context, handle);
  if (!opened) return null;
  const token = readSessionCookie(c) ?? '';
  const [[found], [session], [guest], [consent = null], ownScopes] = await system.db.flight(
    waitingRequest(opened),
    await sessionByToken(system, token),
    await guestBySession(system, token, { organisationId: opened.organisationId }),
    await consentBySession(system, token, { id: opened.clientId }),
    ownScopesOfClient(opened.organisationId, opened.clientId),
  );
  if (!found) return null;
  const { client, deniedAt } = found;
  const request = { ...opened.request, deniedAt };
  const home = session ? toSession(session).principal : null;
  const signedIn = home && guest ? toPrincipal(guest) : home;
  const principal = signedIn && mayAnswer(signedIn, client.organisationId) ? signedIn : null;
  return { waiting: { handle, client, request }, principal, consent, ownScopes };
}

function mayAnswer(principal: Principal, organisationId: string): boolean {
  return principal.organisation.id === organisationId && isUsable(principal);
}
