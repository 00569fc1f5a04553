/** OAuth clients as the protocol sees them. */
import { equalInConstantTime } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { SigningAlgorithm } from '../../platform/keys/jwk.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import type { SubjectType, TokenEndpointAuthMethod } from './vocabulary.ts';

/** RFC 7591 section 2 and OIDC Dynamic Client Registration section 2 say what the members mean. */
export interface Client {
  id: string;
  organisationId: string;
  clientId: string;
  name: string;
  /** SHA-256 of the secret; null for public clients. */
  clientSecret: string | null;
  /** The same secret, sealed; for client_secret_jwt alone. */
  clientSecretSealed: string | null;
  clientType: 'confidential' | 'public';
  grantTypes: string[];
  redirectUris: string[];
  allowedOrigins: string[];
  scopes: string[];
  requirePkce: boolean;
  requireConsent: boolean;
  isFirstParty: boolean;
  allowPlainPkce: boolean;
  /** Of a confidential client: codes that neither a challenge nor a nonce protects. */
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
  /** Null: as JWT_ALG says. */
  accessTokenSignedResponseAlg: SigningAlgorithm | null;
  /** What ID tokens tell about a person: what the scopes tell, or only what is asked for claim by claim. */
  idTokenClaims: 'scopes' | 'requested';
  accessTokenFormat: 'jwt' | 'opaque';
  subjectType: SubjectType;
  sectorIdentifierUri: string | null;
  /** Resource indicators (RFC 8707) that it may ask for: APIs of its own organisation. */
  resources: string[];
  /** What tokens for those of them are signed with that have an algorithm of their own. */
  resourceAlgorithms: Record<string, SigningAlgorithm>;
  /** Whether it may ask for tokens for our own API; first-party clients always may. */
  allowApi: boolean;
  /** Seconds, as are the lifetimes that follow. */
  defaultMaxAge: number | null;
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  idTokenLifetime: number;
  refreshTokenGrace: number;
  /** How long the refresh tokens of one sign-in may follow one another. */
  refreshFamilyLifetime: number;
  /** Null for good. */
  consentLifetime: number | null;
  /** Its own, and those that its organisation keeps for all its clients (`allowedLogoutUrls`). */
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

/** Of a query that joins `clients c` and `organisations o`: only clients that may be used at all. */
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
    'clientSecret', c.client_secret, 'clientSecretSealed', c.client_secret_sealed, 'clientType', c.client_type,
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
    'accessTokenLifetime', c.access_token_lifetime,
    'refreshTokenLifetime', c.refresh_token_lifetime, 'idTokenLifetime', c.id_token_lifetime,
    'refreshTokenGrace', c.refresh_token_grace, 'refreshFamilyLifetime', c.refresh_family_lifetime,
    'consentLifetime', c.consent_lifetime,
    'postLogoutRedirectUris', COALESCE(c.post_logout_redirect_uris, '[]') || COALESCE(o.allowed_logout_urls, '[]'),
    'backchannelLogoutUri', c.backchannel_logout_uri, 'frontchannelLogoutUri', c.frontchannel_logout_uri,
    'frontchannelLogoutSessionRequired', c.frontchannel_logout_session_required, 'logoUri', c.logo_uri,
    'policyUri', c.policy_uri, 'tosUri', c.tos_uri, 'organisationName', o.name, 'pairwiseSalt', o.pairwise_salt
  ) AS client`;

/**
 * The statement that finds a usable client by its public identifier.
 * SQL: every request of a client begins with it.
 */
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
