/** Who asks: a client for itself, with a token that it got with client_credentials (CAEP Interoperability Profile 1.0). */

import type { Client } from '../domain/clients/clients.ts';
import type { Tenant } from '../domain/unit-of-work/unit-of-work.ts';
import { AppError } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { readBearerToken, resolveAccessToken } from '../http/middleware/authentication.ts';
import { countClient } from '../http/middleware/rate-limit.ts';

export interface Receiver {
  tenant: Tenant;
  client: Client;
  /** The id of the client, to which its streams belong. */
  clientId: string;
}

type StreamScope = 'ssf.read' | 'ssf.manage';

/**
 * `ssf.manage` includes `ssf.read`. One round trip.
 * @throws unauthorized; insufficient_scope for a token of a person, and for one without the scope
 */
export async function receiverOf(c: HttpContext, scope: StreamScope): Promise<Receiver> {
  const { context } = c.var;
  const bearer = readBearerToken(c);
  if (bearer === undefined) throw new AppError('unauthorized', 'Send an access token of the client');
  const token = await resolveAccessToken(c, bearer);
  if (!token) throw new AppError('unauthorized', 'Invalid or expired token');
  const { client, scopes, audience, principal } = token;
  if (!audience.includes(client.clientId) && !audience.includes(context.config.ISSUER_URL)) {
    throw new AppError('unauthorized', 'The token is meant for another resource');
  }
  const isGranted = scopes.includes(scope) || scopes.includes('ssf.manage');
  if (principal || !isGranted) {
    const extensions = { scope };
    throw new AppError('insufficient_scope', `Needs a token of the client itself, with the scope ${scope}`, {
      extensions,
    });
  }
  await countClient(c, client);
  const tenant = context.openTenant(client.organisationId, { clientId: client.id });
  return { tenant, client, clientId: client.id };
}
