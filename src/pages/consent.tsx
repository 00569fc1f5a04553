/** Asking a person whether an application may have what it asks for. */
import {
  denyAuthorizationRequest,
  openAuthorizationRequest,
  waitingRequest,
} from '../domain/authorization-requests.ts';
import { type Consent, consentableScopes, consentBySession, grantConsent } from '../domain/consents.ts';
import { actorOf, guestBySession, holderOf } from '../domain/guests.ts';
import { ownScopesOfClient } from '../domain/organisation-scopes.ts';
import { isUsable, type Principal, toPrincipal } from '../domain/principals.ts';
import type { ScopeText } from '../domain/scopes.ts';
import { sessionByToken, toSession } from '../domain/sessions.ts';
import { AppError } from '../errors.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import { readForm } from '../http/form.tsx';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { readHandle, refuseHandle, resume, type Waiting, withHandle } from './authorization.ts';
import { ConsentView } from './consent-view.tsx';

export async function showConsent(c: HttpContext): Promise<Response> {
  const { principal, ...facts } = await collectFacts(c);
  const { handle, client } = facts.waiting;
  // The authorization endpoint knows where somebody goes who is not signed in.
  if (!principal) return resume(c, handle);
  const title = `Allow ${client.name}?`;
  const form = { title, action: withHandle(PATHS.consent, handle), csrf: await csrfToken(c) };
  return renderPage(c, { title, endsAtClient: true }, <ConsentView {...form} {...facts} principal={principal} />);
}

/** Two round trips. */
export async function submitConsent(c: HttpContext): Promise<Response> {
  const decision = (await readForm(c))('decision');
  const { waiting, principal } = await collectFacts(c);
  if (!principal) return resume(c, waiting.handle);
  const { client, request } = waiting;
  const tenant = c.var.context.openTenant(client.organisationId, { ...actorOf(principal), clientId: client.id });
  const holder = holderOf(principal);
  if (decision === 'allow') await grantConsent(tenant, { holder, client, scopes: consentableScopes(request) });
  else if (decision === 'deny') await denyAuthorizationRequest(tenant, client, request);
  else throw new AppError('bad_request', 'The field "decision" must be "allow" or "deny".');
  return resume(c, waiting.handle);
}

interface Facts {
  waiting: Waiting;
  /** Whoever may answer: null when nobody of the client's organisation is signed in, and no guest of it. */
  principal: Principal | null;
  consent: Consent | null;
  ownScopes: ScopeText[];
}

/** One round trip. */
async function collectFacts(c: HttpContext): Promise<Facts> {
  const { system } = c.var.context;
  const handle = readHandle(c) ?? '';
  const opened = await openAuthorizationRequest(c.var.context, handle);
  if (!opened) return refuseHandle();
  const token = readSessionCookie(c) ?? '';
  const [[found], [session], [guest], [consent = null], ownScopes] = await system.db.flight(
    waitingRequest(opened),
    await sessionByToken(system, token),
    await guestBySession(system, token, { organisationId: opened.organisationId }),
    await consentBySession(system, token, { id: opened.clientId }),
    ownScopesOfClient(opened.organisationId, opened.clientId),
  );
  if (!found) return refuseHandle();
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
