/** OAuth clients as the protocol sees them. */
import { equalInConstantTime } from '../lib/bytes.ts';
import { sha256 } from '../lib/secrets.ts';
import { type Statement, sql } from '../platform/statement.ts';
import type { System } from './unit-of-work.ts';

export interface Client {
  id: string;
  organisationId: string;
  clientId: string;
  name: string;
  /** SHA-256 of the secret; null for public clients. */
  clientSecret: string | null;
  clientType: 'confidential' | 'public';
  grantTypes: string[];
  redirectUris: string[];
  allowedOrigins: string[];
  scopes: string[];
  requirePkce: boolean;
  requireConsent: boolean;
  isFirstParty: boolean;
  tokenEndpointAuthMethod: 'client_secret_basic' | 'client_secret_post' | 'none';
  /** Seconds, as are the two that follow. */
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  idTokenLifetime: number;
  logoUri: string | null;
  policyUri: string | null;
  tosUri: string | null;
  organisationName: string;
}

/** Of a query that joins `clients c` and `organisations o`: only clients that may be used at all. */
export const USABLE_CLIENT = sql`
  c.is_active AND NOT c.revoked AND c.deleted_at IS NULL
  AND o.deleted_at IS NULL AND o.status IN ('trial', 'active')`;

/** The columns of a Client as one JSON value named `client`. */
export const CLIENT_COLUMN = sql`
  json_build_object(
    'id', c.id, 'organisationId', c.organisation_id, 'clientId', c.client_id, 'name', c.name,
    'clientSecret', c.client_secret, 'clientType', c.client_type, 'grantTypes', c.grant_types,
    'redirectUris', c.redirect_uris, 'allowedOrigins', COALESCE(c.allowed_origins, '[]'), 'scopes', c.scopes,
    'requirePkce', c.require_pkce, 'requireConsent', c.require_consent, 'isFirstParty', c.is_first_party,
    'tokenEndpointAuthMethod', c.token_endpoint_auth_method, 'accessTokenLifetime', c.access_token_lifetime,
    'refreshTokenLifetime', c.refresh_token_lifetime, 'idTokenLifetime', c.id_token_lifetime, 'logoUri', c.logo_uri,
    'policyUri', c.policy_uri, 'tosUri', c.tos_uri, 'organisationName', o.name
  ) AS client`;

/** The statement that finds a usable client by its public identifier. */
export function clientByClientId(clientId: string): Statement<{ client: Client }> {
  return sql<{ client: Client }>`
    SELECT ${CLIENT_COLUMN} FROM clients c JOIN organisations o ON o.id = c.organisation_id
    WHERE c.client_id = ${clientId} AND ${USABLE_CLIENT}`;
}

export async function isClientSecret(client: Client, secret: string): Promise<boolean> {
  return client.clientSecret !== null && equalInConstantTime(await sha256(secret), client.clientSecret);
}

/** One round trip; null when there is no usable client of that identifier. */
export async function findClient(system: System, clientId: string): Promise<Client | null> {
  const [[row]] = await system.db.flight(clientByClientId(clientId));
  return row?.client ?? null;
}
