/** OAuth clients as the protocol endpoints read them. */
import { equalInConstantTime } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { SigningAlgorithm } from '../../platform/keys/jwk.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { ACCESS_TOKEN_LIFETIME, ID_TOKEN_LIFETIME, REFRESH_TOKEN_LIFETIME } from './lifetime-policy.ts';
import type { SubjectType, TokenEndpointAuthMethod } from './vocabulary.ts';

/** RFC 7591 section 2 and OIDC Dynamic Client Registration section 2 define the members. */
export interface Client {
  id: string;
  organisationId: string;
  clientId: string;
  name: string;
  /** SHA-256 of the secret; null for public clients. */
  clientSecret: string | null;
  /** The same secret, sealed; only for client_secret_jwt. */
  clientSecretSealed: string | null;
  /** The secret before the last rotation, in the same forms. */
  previousClientSecret: string | null;
  previousClientSecretSealed: string | null;
  /** When the previous secret ends, as JSON; null when there is none. */
  previousSecretExpiresAt: string | null;
  clientType: 'confidential' | 'public';
  grantTypes: string[];
  redirectUris: string[];
  allowedOrigins: string[];
  scopes: string[];
  requirePkce: boolean;
  requireConsent: boolean;
  isFirstParty: boolean;
  allowPlainPkce: boolean;
  /** Whether a confidential client may get codes without a PKCE challenge and without a nonce. */
  allowUnboundCodes: boolean;
  /** Whether a redirect URI on http://localhost may come with any port. */
  allowLocalhostPorts: boolean;
  tokenEndpointAuthMethod: TokenEndpointAuthMethod;
  jwks: { keys: JsonWebKey[] } | null;
  jwksUri: string | null;
  /** Whether its assertions may name the token endpoint instead of the issuer. */
  allowEndpointAudience: boolean;
  idTokenSignedResponseAlg: SigningAlgorithm;
  /** Null for plain JSON. */
  userinfoSignedResponseAlg: SigningAlgorithm | null;
  /** Null for the default, JWT_ALG. */
  accessTokenSignedResponseAlg: SigningAlgorithm | null;
  /** The claims in ID tokens: those of the scopes, or only those that are requested individually. */
  idTokenClaims: 'scopes' | 'requested';
  accessTokenFormat: 'jwt' | 'opaque';
  subjectType: SubjectType;
  sectorIdentifierUri: string | null;
  /** Resource indicators (RFC 8707) that the client may request: APIs of its own organisation. */
  resources: string[];
  /** The signing algorithms of the resources that have their own. */
  resourceAlgorithms: Record<string, SigningAlgorithm>;
  /** Whether the client may request tokens for our own API; first-party clients always may. */
  allowApi: boolean;
  /** Seconds, as are the lifetimes that follow. */
  defaultMaxAge: number | null;
  /** Within the organisation's policy, as are the next two. */
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  idTokenLifetime: number;
  refreshTokenGrace: number;
  /** How long the refresh tokens of one sign-in may be rotated. */
  refreshFamilyLifetime: number;
  /** Null for consents that do not expire. */
  consentLifetime: number | null;
  /** Those of the client, and those of its organisation for all its clients (`allowedLogoutUrls`). */
  postLogoutRedirectUris: string[];
  backchannelLogoutUri: string | null;
  frontchannelLogoutUri: string | null;
  frontchannelLogoutSessionRequired: boolean;
  logoUri: string | null;
  policyUri: string | null;
  tosUri: string | null;
  organisationName: string;
  /** Sealed; null until the first pairwise subject of the organisation. */
  pairwiseSalt: string | null;
}

/** The condition for usable clients, for a query that joins `clients c` and `organisations o`. */
export const USABLE_CLIENT = sql`
  c.is_active AND NOT c.revoked AND c.deleted_at IS NULL
  AND o.deleted_at IS NULL AND o.status IN ('trial', 'active')`;

/** The resource indicators of `clients c`. Composite keys keep them within its organisation. */
export const RESOURCES_OF_CLIENT = sql`
  COALESCE((
    SELECT jsonb_agg(r.indicator ORDER BY r.indicator)
    FROM client_resources cr JOIN resources r ON r.organisation_id = cr.organisation_id AND r.id = cr.resource_id
    WHERE cr.organisation_id = c.organisation_id AND cr.client_id = c.id
  ), '[]')`;

/** Whether its tokens may be for our own API (`/v1`). */
export function mayUseApi({ isFirstParty, allowApi }: Client): boolean {
  return isFirstParty || allowApi;
}

const RESOURCE_ALGORITHMS = sql`
  COALESCE((
    SELECT jsonb_object_agg(r.indicator, r.signing_alg)
    FROM client_resources cr JOIN resources r ON r.organisation_id = cr.organisation_id AND r.id = cr.resource_id
    WHERE cr.organisation_id = c.organisation_id AND cr.client_id = c.id AND r.signing_alg IS NOT NULL
  ), '{}')`;

/** The columns of a Client as one JSON value named `client`. */
export const CLIENT_COLUMN = sql`
  json_build_object(
    'id', c.id, 'organisationId', c.organisation_id, 'clientId', c.client_id, 'name', c.name,
    'clientSecret', c.client_secret, 'clientSecretSealed', c.client_secret_sealed,
    'previousClientSecret', c.previous_client_secret, 'previousClientSecretSealed', c.previous_client_secret_sealed,
    'previousSecretExpiresAt', c.previous_secret_expires_at, 'clientType', c.client_type,
    'grantTypes', c.grant_types, 'redirectUris', c.redirect_uris,
    'allowedOrigins', COALESCE(c.allowed_origins, '[]'), 'scopes', c.scopes, 'requirePkce', c.require_pkce,
    'requireConsent', c.require_consent, 'isFirstParty', c.is_first_party, 'allowPlainPkce', c.allow_plain_pkce,
    'allowUnboundCodes', c.allow_unbound_codes, 'allowLocalhostPorts', c.allow_localhost_ports,
    'tokenEndpointAuthMethod', c.token_endpoint_auth_method, 'jwks', c.jwks, 'jwksUri', c.jwks_uri,
    'allowEndpointAudience', c.allow_endpoint_audience,
    'idTokenSignedResponseAlg', c.id_token_signed_response_alg,
    'userinfoSignedResponseAlg', c.userinfo_signed_response_alg,
    'accessTokenSignedResponseAlg', c.access_token_signed_response_alg,
    'idTokenClaims', COALESCE(c.id_token_claims::text, CASE WHEN c.is_first_party THEN 'scopes' ELSE 'requested' END),
    'accessTokenFormat', c.access_token_format,
    'subjectType', c.subject_type, 'sectorIdentifierUri', c.sector_identifier_uri,
    'resources', ${RESOURCES_OF_CLIENT}, 'resourceAlgorithms', ${RESOURCE_ALGORITHMS},
    'allowApi', c.allow_api, 'defaultMaxAge', c.default_max_age,
    'accessTokenLifetime', ${ACCESS_TOKEN_LIFETIME},
    'refreshTokenLifetime', ${REFRESH_TOKEN_LIFETIME}, 'idTokenLifetime', ${ID_TOKEN_LIFETIME},
    'refreshTokenGrace', c.refresh_token_grace, 'refreshFamilyLifetime', c.refresh_family_lifetime,
    'consentLifetime', c.consent_lifetime,
    'postLogoutRedirectUris', COALESCE(c.post_logout_redirect_uris, '[]') || COALESCE(o.allowed_logout_urls, '[]'),
    'backchannelLogoutUri', c.backchannel_logout_uri, 'frontchannelLogoutUri', c.frontchannel_logout_uri,
    'frontchannelLogoutSessionRequired', c.frontchannel_logout_session_required, 'logoUri', c.logo_uri,
    'policyUri', c.policy_uri, 'tosUri', c.tos_uri, 'organisationName', o.name, 'pairwiseSalt', o.pairwise_salt
  ) AS client`;

/**
 * The statement that finds a usable client by its public identifier.
 * SQL: runs at every request of a client
 */
export function clientByClientId(clientId: string): Statement<{ client: Client }> {
  return sql<{ client: Client }>`
    SELECT ${CLIENT_COLUMN} FROM clients c JOIN organisations o ON o.id = c.organisation_id
    WHERE c.client_id = ${clientId} AND ${USABLE_CLIENT}`;
}

/** Whether the secret before the last rotation is still accepted. */
export function hasPreviousSecret({ previousSecretExpiresAt }: Client, now: Date): boolean {
  return previousSecretExpiresAt !== null && new Date(previousSecretExpiresAt) > now;
}

export async function isClientSecret(client: Client, secret: string, now: Date): Promise<boolean> {
  const hash = await sha256(secret);
  const previous = hasPreviousSecret(client, now) ? client.previousClientSecret : null;
  // Both are compared, whichever it is.
  const matches = [client.clientSecret, previous].map((one) => one !== null && equalInConstantTime(hash, one));
  return matches.includes(true);
}

/** Whether it is the secret before the last rotation, accepted or not. */
export async function isPreviousSecret({ previousClientSecret }: Client, secret: string): Promise<boolean> {
  return previousClientSecret !== null && equalInConstantTime(await sha256(secret), previousClientSecret);
}

/** One round trip; null when there is no usable client with this identifier. */
export async function findClient(system: System, clientId: string): Promise<Client | null> {
  const [[row]] = await system.db.flight(clientByClientId(clientId));
  return row?.client ?? null;
}
