import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { TokenEndpointAuthMethod } from '../../domain/clients/vocabulary.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import type { Parameters } from '../params.ts';

/** The credentials that a request presents. */
export interface Presented {
  clientId: string;
  /** The secret, or the assertion; null when there is only a client_id. */
  proof: string | null;
}

/** A client authentication method (RFC 7591 section 2, `token_endpoint_auth_method`). */
export interface ClientAuthMethod {
  name: TokenEndpointAuthMethod;
  /** The methods that a client may be registered for to use this one. */
  registeredAs: readonly TokenEndpointAuthMethod[];
  /** The signing algorithms of its assertions; absent for other methods. */
  algorithms?: readonly string[];
  /** The credentials of a request that uses this method; else null. */
  read(c: HttpContext, parameters: Parameters): Presented | null;
  /** Why authentication fails, for the log only; null when it succeeds. */
  fault(context: RequestContext, client: Client, proof: string | null): Promise<string | null>;
  /** The identifier of a valid proof that may be used once; absent when proofs may be used again. */
  singleUse?(proof: string): { value: string; expiresAt: Date };
}
