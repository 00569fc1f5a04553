/**
 * A logout that an application's server asks for, without its person's browser: it names the session by an ID token, and
 * proves as at the token endpoint that it is the application that got it.
 */
import { clientByClientId } from '../../domain/clients/clients.ts';
import { leaverBySessionOf, logOut } from '../../domain/sessions/logout.ts';
import { readSessionCookie } from '../../http/cookies.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { authenticateClient, invalidClient, readAnyCredentials } from '../client-auth/index.ts';
import { none } from '../client-auth/none.ts';
import { OAuthError } from '../errors.ts';
import type { Parameters } from '../params.ts';
import { renderProtocolError } from '../render-error.ts';
import { readLogoutRequest } from './request.ts';

/**
 * A server has credentials of a client and none of our cookies; a browser may have both, where a proxy before us asks for
 * Basic. In an address credentials count for nothing (RFC 6749 section 2.3.1: they "MUST NOT be included in the request
 * URI").
 */
export function comesFromServer(c: HttpContext, parameters: Parameters): boolean {
  if (readSessionCookie(c) !== undefined) return false;
  if (c.req.header('Authorization') !== undefined) return true;
  return c.req.method === 'POST' && (parameters.has('client_secret') || parameters.has('client_assertion'));
}

/** Two round trips. The answer is the same when the session is over already: 200 and nothing to read. */
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
  const [[found], leaver] = await context.system.db.flight(
    clientByClientId(credentials.clientId),
    leaverBySessionOf(context.system, sessionId, credentials.clientId),
  );
  const client = await authenticateClient(context, found?.client, credentials);
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
