/** What a check of an authorization request is: it reads its parameters and answers the fields that it vouches for. */
import type { RequestContext } from '../../deps.ts';
import type { AuthorizationRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { Parameters } from '../params.ts';

export interface Asked {
  context: RequestContext;
  client: Client;
  parameters: Parameters;
  /** As far as the checks before this one have come. */
  request: Readonly<AuthorizationRequest>;
}

export type Fields = Partial<AuthorizationRequest>;

/** Fails with an OAuthError, and does not know who is told: the client, by the browser or at once. */
export type Check = (asked: Asked) => Fields | Promise<Fields>;
