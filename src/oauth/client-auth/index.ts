/** Client authentication. Adding a method: its file, and a row in the table. */
import type { Client } from '../../domain/clients.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { OAuthError } from '../errors.ts';
import type { Parameters } from '../params.ts';
import { clientSecretBasic } from './client-secret-basic.ts';
import { clientSecretPost } from './client-secret-post.ts';
import type { ClientAuthMethod, Credentials } from './method.ts';
import { none } from './none.ts';

/** From the most explicit to the least: `none` is what remains when only a client_id is there. */
export const CLIENT_AUTH_METHODS: readonly ClientAuthMethod[] = [clientSecretBasic, clientSecretPost, none];

/**
 * RFC 6749 section 2.3: "The client MUST NOT use more than one authentication method in each request." A client_id in
 * the form beside a Basic header names the same client and is no second method.
 * @throws OAuthError invalid_request when there are two, invalid_client when there is none
 */
export function readCredentials(c: HttpContext, parameters: Parameters): Credentials {
  const presented = CLIENT_AUTH_METHODS.flatMap((method) => {
    const read = method.read(c, parameters);
    return read ? [{ method, ...read }] : [];
  });
  const secretive = presented.filter(({ method }) => method.name !== 'none');
  if (secretive.length > 1) throw new OAuthError('invalid_request', 'Use one client authentication method only');
  const credentials = presented[0];
  if (!credentials) throw invalidClient('no credentials');
  const inForm = parameters.get('client_id');
  if (inForm !== undefined && inForm !== credentials.clientId) {
    throw new OAuthError('invalid_request', 'client_id does not match the client authentication');
  }
  return credentials;
}

/** @throws OAuthError invalid_client, the same for an unknown client and a wrong secret */
export async function authenticateClient(client: Client | undefined, credentials: Credentials): Promise<Client> {
  if (!client) throw invalidClient('unknown client');
  if (!(await credentials.method.verify(client, credentials.secret))) throw invalidClient('verification failed');
  return client;
}

export function invalidClient(log: string): OAuthError {
  return new OAuthError('invalid_client', 'Invalid client credentials', { log });
}
