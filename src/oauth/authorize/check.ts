/** A check of an authorization request: it reads parameters and returns the fields that it has validated. */
import type { RequestContext } from '../../deps.ts';
import type { AuthorizationRequest } from '../../domain/authorization/requests.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { CheckName } from '../../domain/explanations/catalogue.ts';
import type { Seen } from '../../domain/explanations/steps.ts';
import type { Parameters } from '../params.ts';

export interface CheckInput {
  context: RequestContext;
  client: Client;
  parameters: Parameters;
  /** The fields that the checks before this one have validated. */
  request: Readonly<AuthorizationRequest>;
}

export type Fields = Partial<AuthorizationRequest>;

/** Fails with an OAuthError; the caller decides how the client gets it. */
export type Check = (input: CheckInput) => Fields | Promise<Fields>;

/** A check in the table. */
export interface CheckRow {
  name: CheckName;
  check: Check;
  /** What it has seen, for the explanation of a refused request. No values that people chose or typed. */
  facts?: (input: CheckInput) => Seen;
}
