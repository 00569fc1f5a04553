/** Asking a person for consent to the scopes of an application. */

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
import { destinationPath, readDestination, withDestination } from '../destination.ts';
import { goTo } from '../navigation.ts';
import type { Refusal } from '../refusal.tsx';
import type { PendingAuthorization } from './authorization.ts';
import { ConsentView } from './consent-view.tsx';
import { repeatAnswer } from './repeat-answer.ts';

export async function showConsent(c: HttpContext): Promise<Response> {
  const facts = await collectFacts(c);
  if (!facts) throw await spentRequestError(c.var.context, handleOf(c));
  // The authorization endpoint redirects people who are not signed in.
  return facts.principal ? render(c, facts, facts.principal) : resume(c);
}

/** Two round trips; four for a second click. */
export async function submitConsent(c: HttpContext): Promise<Response> {
  const form = await readSentForm(c);
  const facts = await collectFacts(c);
  const decision = form.field('decision');
  if (!facts && !form.isStale) return repeatAnswer(c, handleOf(c), { isDenial: decision === 'deny' });
  // The authorization endpoint asks for a sign-in, or answers that the request is used up.
  if (!facts?.principal) return resume(c);
  const { authorization, principal } = facts;
  if (form.isStale) return render(c, facts, principal, { status: 403, message: STALE_FORM });
  const { client, request } = authorization;
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

/** Back to the authorization endpoint, which decides from the stored facts. */
function resume(c: HttpContext): Response {
  return goTo(c, destinationPath({ handle: handleOf(c), back: undefined }));
}

async function render(c: HttpContext, facts: Facts, principal: Principal, refusal?: Refusal): Promise<Response> {
  const { client, handle } = facts.authorization;
  const title = `Allow ${client.name}?`;
  const form = { action: withDestination(PATHS.consent, { handle }), csrf: await csrfToken(c) };
  return renderPage(
    c,
    { title, status: refusal?.status ?? 200, isRefused: refusal !== undefined, endsAtClient: true },
    <ConsentView {...form} {...facts} principal={principal} refusal={refusal} />,
  );
}

interface Facts {
  authorization: PendingAuthorization;
  /** The person who may answer; null unless a person or guest of the client's organisation is signed in. */
  principal: Principal | null;
  consent: Consent | null;
  ownScopes: ScopeText[];
}

/** One round trip; null when the request of the handle is not pending. */
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
  return { authorization: { handle, client, request }, principal, consent, ownScopes };
}

function mayAnswer(principal: Principal, organisationId: string): boolean {
  return principal.organisation.id === organisationId && isUsable(principal);
}
