import type { Client } from '../../domain/clients.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import type { Parameters } from '../params.ts';

/** What a client presented to say who it is. */
export interface Credentials {
  method: ClientAuthMethod;
  clientId: string;
  secret: string | null;
}

/** A client authentication method (RFC 7591 section 2, `token_endpoint_auth_method`). */
export interface ClientAuthMethod {
  name: 'client_secret_basic' | 'client_secret_post' | 'none';
  /** Its credentials when the request uses this method, else null. */
  read(c: HttpContext, parameters: Parameters): Omit<Credentials, 'method'> | null;
  verify(client: Client, secret: string | null): Promise<boolean>;
}
