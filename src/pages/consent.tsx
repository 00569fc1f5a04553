/** Asking a person whether an application may have what it asks for. */
import { authorizationRequestByHandle, denyAuthorizationRequest } from '../domain/authorization-requests.ts';
import { grantConsent } from '../domain/consents.ts';
import { isUsable, type Principal } from '../domain/principals.ts';
import { sessionByToken, toSession } from '../domain/sessions.ts';
import { AppError } from '../errors.ts';
import { readSessionCookie } from '../http/cookies.ts';
import { csrfToken } from '../http/csrf.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { PATHS } from '../http/paths.ts';
import { readHandle, refuseHandle, resume, type Waiting, withHandle } from './authorization.ts';
import { ConsentView } from './consent-view.tsx';
import { readForm } from './form.tsx';

export async function showConsent(c: HttpContext): Promise<Response> {
  const { waiting, principal } = await collectFacts(c);
  // The authorization endpoint knows where somebody goes who is not signed in.
  if (!principal) return resume(c, waiting.handle);
  const action = withHandle(PATHS.consent, waiting.handle);
  const title = `Allow ${waiting.client.name}?`;
  const csrf = await csrfToken(c);
  return renderPage(
    c,
    { title, endsAtClient: true },
    <ConsentView title={title} action={action} csrf={csrf} waiting={waiting} principal={principal} />,
  );
}

/** Two round trips. */
export async function submitConsent(c: HttpContext): Promise<Response> {
  const decision = (await readForm(c))('decision');
  const { waiting, principal } = await collectFacts(c);
  if (!principal) return resume(c, waiting.handle);
  const { client, request } = waiting;
  const userId = principal.user.id;
  const tenant = c.var.context.openTenant(client.organisationId, { userId, clientId: client.id });
  if (decision === 'allow') await grantConsent(tenant, { userId, clientId: client.id, scopes: request.scopes });
  else if (decision === 'deny') await denyAuthorizationRequest(tenant, request.id);
  else throw new AppError('bad_request', 'The field "decision" must be "allow" or "deny".');
  return resume(c, waiting.handle);
}

interface Facts {
  waiting: Waiting;
  /** Whoever may answer: null when nobody of the client's organisation is signed in. */
  principal: Principal | null;
}

/** One round trip. */
async function collectFacts(c: HttpContext): Promise<Facts> {
  const { system } = c.var.context;
  const handle = readHandle(c) ?? '';
  const [[stored], [session]] = await system.db.flight(
    await authorizationRequestByHandle(system, handle),
    await sessionByToken(system, readSessionCookie(c) ?? ''),
  );
  if (!stored) return refuseHandle();
  const { client, ...request } = stored;
  const principal = session ? toSession(session).principal : null;
  const waiting = { handle, client, request };
  return { waiting, principal: principal && mayAnswer(principal, client.organisationId) ? principal : null };
}

function mayAnswer(principal: Principal, organisationId: string): boolean {
  return principal.organisation.id === organisationId && isUsable(principal);
}
