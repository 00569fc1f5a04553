/** The facts that decide an authorization request: the request, its client, the signed-in person, and their consent. */

import type { RequestContext } from '../../deps.ts';
import { type GuestRow, guestBySession } from '../../domain/access/guests.ts';
import { type Principal, toPrincipal } from '../../domain/access/principals.ts';
import {
  type AuthorizationRequest,
  openAnyHandle,
  openAuthorizationRequest,
  waitingRequest,
} from '../../domain/authorization/requests.ts';
import { spentRequestError } from '../../domain/authorization/spent-requests.ts';
import { type Client, clientByClientId } from '../../domain/clients/clients.ts';
import { subjectsOf } from '../../domain/clients/subjects.ts';
import { type Consent, consentBySession } from '../../domain/consents/consents.ts';
import { type Session, type SessionRow, sessionByToken, toSession } from '../../domain/sessions/sessions.ts';
import { AppError } from '../../errors.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { foundClient } from '../found-client.ts';
import { asWord, type ParsedParameters, secretsIn } from '../params.ts';
import { checkRedirectUri, validateAuthorizationRequest } from './checks.ts';

export interface SignedIn {
  session: Session;
  /** In the context of the client's organisation, when the person is its user or guest. */
  principal: Principal;
  /** For a guest: whether the client's organisation requires a second factor. Its own users showed it at sign-in. */
  needsFactor: boolean;
}

export interface Facts {
  client: Client;
  request: AuthorizationRequest;
  signedIn: SignedIn | null;
  /** The subject identifier of the signed-in person at this client; null when no check needs it. */
  subject: string | null;
  consent: Consent | null;
}

/** A new request: its client, its session and its consent in one flight, then the checks. */
export async function collectFacts(c: HttpContext, given: ParsedParameters): Promise<Facts> {
  const { context } = c.var;
  const { system } = context;
  const clientId = given.parameters.get('client_id') ?? '';
  const token = readSessionCookie(c) ?? '';
  context.steps.hide(() => secretsIn(given.parameters));
  const [[row], [session], [guest], [consent]] = await system.db.flight(
    clientByClientId(clientId),
    await sessionByToken(system, token),
    await guestBySession(system, token, { clientId }),
    await consentBySession(system, token, { clientId }),
  );
  const client = foundClient(context, row?.client, { clientId, unknown: () => unknownClient(clientId) });
  const request = await validateAuthorizationRequest(context, client, given);
  return addSubject(c, { client, request, signedIn: signedInBy(session, guest), consent: consent ?? null });
}

function unknownClient(clientId: string): AppError {
  const which = clientId === '' ? 'client_id is missing' : asWord(clientId);
  return new AppError('not_found', `Client not found or inactive: ${which}`);
}

/** A request that comes back from a page by its handle. It was validated before; its client is checked again. */
export async function restoreFacts(c: HttpContext, handle: string): Promise<Facts> {
  const { steps, system } = c.var.context;
  const opened = await openAuthorizationRequest(c.var.context, handle);
  if (!opened) throw await refuseSpent(c.var.context, handle);
  const token = readSessionCookie(c) ?? '';
  const [[waiting], [session], [guest], [consent]] = await system.db.flight(
    waitingRequest(opened),
    await sessionByToken(system, token),
    await guestBySession(system, token, { organisationId: opened.organisationId }),
    await consentBySession(system, token, { id: opened.clientId }),
  );
  if (!waiting) throw await refuseSpent(c.var.context, handle);
  const { client, deniedAt } = waiting;
  steps.concern = { organisationId: client.organisationId, clientId: client.id };
  steps.passed('request_waiting', () => ({ createdAt: opened.request.createdAt }));
  const request = { ...opened.request, deniedAt };
  // The client may have removed the redirect URI since, because somebody else owns it now.
  checkRedirectUri(steps, request.redirectUri, client);
  return addSubject(c, { client, request, signedIn: signedInBy(session, guest), consent: consent ?? null });
}

async function refuseSpent(context: RequestContext, handle: string): Promise<AppError> {
  const { steps, box } = context;
  const opened = await openAnyHandle(box, handle);
  if (opened) steps.concern = { organisationId: opened.organisationId, clientId: opened.clientId };
  steps.failed('request_waiting', () => ({ createdAt: opened?.request.createdAt ?? null }));
  return spentRequestError(context, handle);
}

/** The session belongs to the person's home organisation. A guest acts in the context of the client's organisation. */
function signedInBy(session: SessionRow | undefined, guest: GuestRow | undefined): SignedIn | null {
  if (!session) return null;
  const home = toSession(session);
  if (!guest) return { ...home, needsFactor: false };
  return { ...home, principal: toPrincipal(guest), needsFactor: guest.requireMfa };
}

async function addSubject(c: HttpContext, facts: Omit<Facts, 'subject'>): Promise<Facts> {
  const { client, request, signedIn } = facts;
  // A person of another organisation has no subject identifier at this client.
  const isOurs = signedIn?.principal.organisation.id === client.organisationId;
  if (request.hintedSubject === null || !signedIn || !isOurs) return { ...facts, subject: null };
  const userId = signedIn.principal.user.id;
  const tenant = c.var.context.openTenant(client.organisationId, { clientId: client.id });
  const subjectOf = await subjectsOf(tenant, c.var.context.box, client);
  return { ...facts, subject: await subjectOf(userId) };
}
