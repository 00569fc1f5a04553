import type { RequestContext } from '../../deps.ts';
import type { Client } from '../../domain/clients/clients.ts';
import type { Statement } from '../../platform/database/statement.ts';
import type { Parameters } from '../params.ts';

export interface TokenResponse {
  access_token: string;
  token_type: 'Bearer';
  /** Seconds. */
  expires_in: number;
  scope: string;
  refresh_token?: string;
  id_token?: string;
}

export interface Exchange<Artefact> {
  context: RequestContext;
  client: Client;
  parameters: Parameters;
  /** The row behind the code or token that was presented; undefined when there is none. */
  artefact: Artefact | undefined;
}

/** A grant type (RFC 6749 section 4). Adding one: its file, and a row in the table. */
export interface Grant<Artefact = unknown> {
  type: string;
  /**
   * The statement that looks up the code or token. It is sent in the flight that looks up the client, so that a grant
   * costs two round trips. Absent for a grant without either: then the client may come from the cache.
   */
  find?: (parameters: Parameters) => Promise<Statement<Artefact>>;
  exchange(exchange: Exchange<Artefact>): Promise<TokenResponse>;
}
