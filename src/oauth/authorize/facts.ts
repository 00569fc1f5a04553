/** What an authorization request is decided from: itself, its client, whoever is signed in, and what they agreed to. */

import { type GuestRow, guestBySession } from '../../domain/access/guests.ts';
import { type Principal, toPrincipal } from '../../domain/access/principals.ts';
import {
  type AuthorizationRequest,
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
import { asWord, type GivenParameters } from '../params.ts';
import { checkRedirectUri, validateAuthorizationRequest } from './checks.ts';

export interface SignedIn {
  session: Session;
  /** In the client's organisation, when they are of it or its guest. */
  principal: Principal;
  /** Of a guest: whether the client's organisation demands a second factor. Its own people showed it at sign-in. */
  needsFactor: boolean;
}

export interface Facts {
  client: Client;
  request: AuthorizationRequest;
  signedIn: SignedIn | null;
  /** What the client calls whoever is signed in; null when nothing depends on it. */
  subject: string | null;
  consent: Consent | null;
}

/** A new request: its client, its session and its consent in one flight, then the checks. */
export async function collectFacts(c: HttpContext, given: GivenParameters): Promise<Facts> {
  const { context } = c.var;
  const { system } = context;
  const clientId = given.parameters.get('client_id') ?? '';
  const token = readSessionCookie(c) ?? '';
  const [[found], [session], [guest], [consent]] = await system.db.flight(
    clientByClientId(clientId),
    await sessionByToken(system, token),
    await guestBySession(system, token, { clientId }),
    await consentBySession(system, token, { clientId }),
  );
  if (!found) {
    const which = clientId === '' ? 'client_id is missing' : asWord(clientId);
    throw new AppError('not_found', `Client not found or inactive: ${which}`);
  }
  const { client } = found;
  const request = await validateAuthorizationRequest(context, client, given);
  return complete(c, { client, request, signedIn: signedInBy(session, guest), consent: consent ?? null });
}

/** A request that came back from a page, under its handle. It was checked then, and its client is checked again. */
export async function recollectFacts(c: HttpContext, handle: string): Promise<Facts> {
  const { system } = c.var.context;
  const opened = await openAuthorizationRequest(c.var.context, handle);
  if (!opened) throw await spentRequestError(c.var.context, handle);
  const token = readSessionCookie(c) ?? '';
  const [[waiting], [session], [guest], [consent]] = await system.db.flight(
    waitingRequest(opened),
    await sessionByToken(system, token),
    await guestBySession(system, token, { organisationId: opened.organisationId }),
    await consentBySession(system, token, { id: opened.clientId }),
  );
  if (!waiting) throw await spentRequestError(c.var.context, handle);
  const { client, deniedAt } = waiting;
  const request = { ...opened.request, deniedAt };
  // Its client may have given an address up meanwhile, because somebody else has it now.
  checkRedirectUri(request.redirectUri, client);
  return complete(c, { client, request, signedIn: signedInBy(session, guest), consent: consent ?? null });
}

/** The session is the person's, whose home it is of; the client's organisation decides in which context they act. */
function signedInBy(session: SessionRow | undefined, guest: GuestRow | undefined): SignedIn | null {
  if (!session) return null;
  const home = toSession(session);
  if (!guest) return { ...home, needsFactor: false };
  return { ...home, principal: toPrincipal(guest), needsFactor: guest.requireMfa };
}

async function complete(c: HttpContext, facts: Omit<Facts, 'subject'>): Promise<Facts> {
  const { client, request, signedIn } = facts;
  // Somebody of another organisation has no name at this client.
  const isOurs = signedIn?.principal.organisation.id === client.organisationId;
  if (request.hintedSubject === null || !signedIn || !isOurs) return { ...facts, subject: null };
  const userId = signedIn.principal.user.id;
  const tenant = c.var.context.openTenant(client.organisationId, { clientId: client.id });
  const subjectOf = await subjectsOf(tenant, c.var.context.box, client);
  return { ...facts, subject: await subjectOf(userId) };
}
