import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { TokenEndpointAuthMethod } from '../../domain/clients/vocabulary.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import type { Parameters } from '../params.ts';

/** What a client presented to say who it is. */
export interface Presented {
  clientId: string;
  /** The secret, or the assertion; null when it only says who it is. */
  proof: string | null;
}

/** A client authentication method (RFC 7591 section 2, `token_endpoint_auth_method`). */
export interface ClientAuthMethod {
  name: TokenEndpointAuthMethod;
  /** The methods that a client may be registered for to use this one. */
  registeredAs: readonly TokenEndpointAuthMethod[];
  /** What its assertions may be signed with; absent when it has none. */
  algorithms?: readonly string[];
  /** What the request presents when it uses this method, else null. */
  read(c: HttpContext, parameters: Parameters): Presented | null;
  /** Why this is not the client, for the log only; null when it is. */
  fault(context: RequestContext, client: Client, proof: string | null): Promise<string | null>;
  /** What a proof without fault may be presented for once only; absent when it may be presented again. */
  singleUse?(proof: string): { value: string; expiresAt: Date };
}
