/**
 * A logout by an application's server, without the person's browser. The ID token names the session; the client
 * authenticates as at the token endpoint.
 */
import { clientByClientId } from '../../domain/clients/clients.ts';
import { logOut, logoutSessionOfClient } from '../../domain/sessions/logout.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { authenticateClient, invalidClient, readAnyCredentials } from '../client-auth/index.ts';
import { none } from '../client-auth/none.ts';
import { OAuthError } from '../errors.ts';
import type { Parameters } from '../params.ts';
import { renderProtocolError } from '../render-error.ts';
import { readLogoutRequest } from './request.ts';

/**
 * A server sends client credentials and no session cookie. A browser may send both, when a proxy in front of us uses
 * Basic. Credentials in the URL do not count (RFC 6749 section 2.3.1: they "MUST NOT be included in the request URI").
 */
export function comesFromServer(c: HttpContext, parameters: Parameters): boolean {
  if (readSessionCookie(c) !== undefined) return false;
  if (c.req.header('Authorization') !== undefined) return true;
  return c.req.method === 'POST' && (parameters.has('client_secret') || parameters.has('client_assertion'));
}

/** Two round trips. Idempotent: the answer is the same empty 200 when the session has ended already. */
export async function endHintedSession(c: HttpContext, parameters: Parameters): Promise<Response> {
  try {
    await endSessionOfHint(c, parameters);
  } catch (error) {
    return renderProtocolError(c, error);
  }
  c.header('Cache-Control', 'no-store');
  return c.json({});
}

async function endSessionOfHint(c: HttpContext, parameters: Parameters): Promise<void> {
  const { context } = c.var;
  const credentials = readAnyCredentials(c, parameters);
  if (!credentials || credentials.method === none) throw invalidClient('no proof of a client');
  const { hint, clientId, fault } = await readLogoutRequest(context, parameters);
  const sessionId = hint?.sessionId ?? '';
  const [[row], leaver] = await context.system.db.flight(
    clientByClientId(credentials.clientId),
    logoutSessionOfClient(context.system, sessionId, credentials.clientId),
  );
  const client = await authenticateClient(context, row?.client, credentials);
  if (hint === null) throw new OAuthError('invalid_request', fault ?? 'Missing required parameters: id_token_hint');
  if (clientId !== client.clientId) {
    throw new OAuthError('invalid_request', 'Invalid id_token_hint: an ID token of another client');
  }
  if (!leaver) return;
  const tenant = context.openTenant(leaver.organisationId, {
    userId: leaver.user.id,
    clientId: client.organisationId === leaver.organisationId ? client.id : null,
  });
  await logOut(tenant, leaver);
}
