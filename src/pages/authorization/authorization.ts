/** The pending authorization request of a handle, and the person who is signed in. */

import { guestBySession } from '../../domain/access/guests.ts';
import { isUsable, toPrincipal } from '../../domain/access/principals.ts';
import { openAuthorizationRequest, type WaitingRequest, waitingRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import { sessionByToken, toSession } from '../../domain/sessions/sessions.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext, SessionAuthentication } from '../../http/hono-env.ts';
import { findSignedIn } from '../account/signed-in.ts';

export interface PendingAuthorization {
  handle: string;
  client: Client;
  request: WaitingRequest;
}

export interface AuthorizationState {
  /** Null without a handle, or when its request is not pending. */
  authorization: PendingAuthorization | null;
  /** The signed-in person, of any organisation. */
  signedIn: SessionAuthentication | null;
}

/** One round trip; none without a handle or a session. */
export async function findAuthorizationState(c: HttpContext, handle: string | undefined): Promise<AuthorizationState> {
  const token = readSessionCookie(c);
  if (handle === undefined) return { authorization: null, signedIn: token ? await findSignedIn(c) : null };
  const { system } = c.var.context;
  const opened = await openAuthorizationRequest(c.var.context, handle);
  if (!opened) return { authorization: null, signedIn: token ? await findSignedIn(c) : null };
  const [[found], [session], [guest]] = await system.db.flight(
    waitingRequest(opened),
    await sessionByToken(system, token ?? ''),
    await guestBySession(system, token ?? '', { organisationId: opened.organisationId }),
  );
  const home = session ? toSession(session) : null;
  // The application's organisation is the context in which the person acts.
  const visitor = home && guest ? { ...home, principal: toPrincipal(guest) } : home;
  const signedIn = visitor && isUsable(visitor.principal) ? visitor : null;
  if (!found) return { authorization: null, signedIn };
  const { client, deniedAt } = found;
  return { authorization: { handle, client, request: { ...opened.request, deniedAt } }, signedIn };
}

/**
 * Whether the person signed in to the application's organisation after the request, here or in another tab. The
 * authorization endpoint requires no further sign-in then, so redirects cannot loop.
 */
export function isAnswered(
  { client, request }: PendingAuthorization,
  { principal, session }: SessionAuthentication,
): boolean {
  return (
    principal.organisation.id === client.organisationId && session.authTime.getTime() > request.createdAt.getTime()
  );
}
