/** The authorization request that sent a person here, found by its handle. */

import { guestBySession } from '../../domain/access/guests.ts';
import { isUsable, toPrincipal } from '../../domain/access/principals.ts';
import { openAuthorizationRequest, type WaitingRequest, waitingRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { sessionByToken, toSession } from '../../domain/sessions/sessions.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { findSignedIn } from '../account/signed-in.ts';

export interface Waiting {
  handle: string;
  client: Client;
  request: WaitingRequest;
}

export interface Arrival {
  /** Null when nothing waits under the handle, or there is none. */
  waiting: Waiting | null;
  /** Whoever is signed in, of any organisation. */
  signedIn: SessionAuthentication | null;
}

/** What waits, and who is there already. One round trip; none without a handle or a session. */
export async function findArrival(c: HttpContext, handle: string | undefined): Promise<Arrival> {
  const token = readSessionCookie(c);
  if (handle === undefined) return { waiting: null, signedIn: token ? await findSignedIn(c) : null };
  const { system } = c.var.context;
  const opened = await openAuthorizationRequest(c.var.context, handle);
  if (!opened) return { waiting: null, signedIn: token ? await findSignedIn(c) : null };
  const [[found], [session], [guest]] = await system.db.flight(
    waitingRequest(opened),
    await sessionByToken(system, token ?? ''),
    await guestBySession(system, token ?? '', { organisationId: opened.organisationId }),
  );
  const home = session ? toSession(session) : null;
  // The organisation of the application decides in which context the person acts.
  const visitor = home && guest ? { ...home, principal: toPrincipal(guest) } : home;
  const signedIn = visitor && isUsable(visitor.principal) ? visitor : null;
  if (!found) return { waiting: null, signedIn };
  const { client, deniedAt } = found;
  return { waiting: { handle, client, request: { ...opened.request, deniedAt } }, signedIn };
}

/**
 * Whether the person signed in for the application after it asked, here or in another tab: the authorization endpoint
 * asks for no other sign-in then, so there is no going in circles.
 */
export function isAnswered({ client, request }: Waiting, { principal, session }: SessionAuthentication): boolean {
  return (
    principal.organisation.id === client.organisationId && session.authTime.getTime() > request.createdAt.getTime()
  );
}
