/** Writing clients and resources: what registration found to be right. Every statement names the organisation. */
import { toBase64Url } from '../lib/bytes.ts';
import { uuidv7 } from '../lib/ids.ts';
import { newSecret, sha256 } from '../lib/secrets.ts';
import type { SecretBox } from '../platform/crypto.ts';
import type { SigningAlgorithm } from '../platform/jwk.ts';
import { json, list, type Sql, type Statement, sql } from '../platform/statement.ts';
import type { ClientSettings } from './client-registration.ts';
import { EVENT_COLUMNS, type Event, eventValues } from './events/emit.ts';
import type { Tenant } from './unit-of-work.ts';

export interface NewClientSecret {
  /** Shown to its owner once. */
  secret: string;
  hash: string;
  /** For client_secret_jwt alone: a MAC cannot be checked with a hash. */
  sealed: string | null;
}

export async function newClientSecret(
  { organisationId }: Tenant,
  { id, method }: { id: string; method: string },
  box: SecretBox | null,
): Promise<NewClientSecret> {
  const secret = newSecret('clientSecret');
  if (method !== 'client_secret_jwt') return { secret, hash: await sha256(secret), sealed: null };
  if (box === null) throw new Error('A secret for client_secret_jwt is sealed, and there is no key to seal with');
  const sealed = await box.seal(secret, { purpose: 'client.secret', id, ownerId: organisationId });
  return { secret, hash: await sha256(secret), sealed };
}

export interface NewClient {
  id: string;
  clientId: string;
  settings: ClientSettings;
  secret: Pick<NewClientSecret, 'hash' | 'sealed'> | null;
}

/** Begins with letters, so that it is never taken for a person: their `sub` is a UUID (RFC 9700 section 4.15). */
export function newClientId(): string {
  return `client_${toBase64Url(crypto.getRandomValues(new Uint8Array(16)))}`;
}

/** Columns of `clients` that a setting fills as it is. Lists and the key set are JSON. */
const COLUMNS: Readonly<Record<string, Exclude<keyof ClientSettings, 'resources'>>> = {
  name: 'name',
  description: 'description',
  client_type: 'clientType',
  token_endpoint_auth_method: 'tokenEndpointAuthMethod',
  grant_types: 'grantTypes',
  redirect_uris: 'redirectUris',
  allowed_origins: 'allowedOrigins',
  scopes: 'scopes',
  require_pkce: 'requirePkce',
  require_consent: 'requireConsent',
  is_first_party: 'isFirstParty',
  allow_plain_pkce: 'allowPlainPkce',
  allow_unbound_codes: 'allowUnboundCodes',
  allow_localhost_ports: 'allowLocalhostPorts',
  allow_endpoint_audience: 'allowEndpointAudience',
  allow_api: 'allowApi',
  jwks: 'jwks',
  jwks_uri: 'jwksUri',
  id_token_signed_response_alg: 'idTokenSignedResponseAlg',
  userinfo_signed_response_alg: 'userinfoSignedResponseAlg',
  access_token_signed_response_alg: 'accessTokenSignedResponseAlg',
  id_token_claims: 'idTokenClaims',
  access_token_format: 'accessTokenFormat',
  subject_type: 'subjectType',
  sector_identifier_uri: 'sectorIdentifierUri',
  post_logout_redirect_uris: 'postLogoutRedirectUris',
  backchannel_logout_uri: 'backchannelLogoutUri',
  backchannel_logout_session_required: 'backchannelLogoutSessionRequired',
  frontchannel_logout_uri: 'frontchannelLogoutUri',
  frontchannel_logout_session_required: 'frontchannelLogoutSessionRequired',
  logo_uri: 'logoUri',
  policy_uri: 'policyUri',
  tos_uri: 'tosUri',
  default_max_age: 'defaultMaxAge',
  access_token_lifetime: 'accessTokenLifetime',
  id_token_lifetime: 'idTokenLifetime',
  refresh_token_lifetime: 'refreshTokenLifetime',
  refresh_token_grace: 'refreshTokenGrace',
  refresh_family_lifetime: 'refreshFamilyLifetime',
  consent_lifetime: 'consentLifetime',
};

/** The statement that registers a client with its resources; no row when the client_id is taken. */
export function insertClient(tenant: Tenant, { id, clientId, settings, secret }: NewClient): Statement<{ id: string }> {
  const { now, organisationId } = tenant;
  const names = raw(Object.keys(COLUMNS).join(', '));
  const values = list(Object.values(COLUMNS).map((setting) => sql`${columnValue(settings[setting])}`));
  const event = { type: 'client.created', resourceId: id, clientId: id, metadata: { clientId } } as const;
  return sql<{ id: string }>`
    WITH created AS (
      INSERT INTO clients (id, organisation_id, client_id, client_secret, client_secret_sealed, created_at, updated_at, ${names})
      VALUES (${id}, ${organisationId}, ${clientId}, ${secret?.hash ?? null}, ${secret?.sealed ?? null}, ${now}, ${now}, ${values})
      ON CONFLICT (client_id) DO NOTHING RETURNING id, organisation_id
    ),
    registered AS (
      INSERT INTO client_resources (organisation_id, client_id, resource_id, created_at)
      SELECT created.organisation_id, created.id, r.id, ${now}::timestamptz
      FROM created JOIN resources r ON r.organisation_id = created.organisation_id
        AND ${json(settings.resources)}::jsonb ? r.indicator
    ),
    event AS (${recording(tenant, event, sql`created`)})
    SELECT id FROM created`;
}

/** A name of ours: never of anybody's input. */
function raw(text: string): Sql {
  return sql([text] as unknown as TemplateStringsArray);
}

function columnValue(value: unknown): string | number | boolean | null {
  return value !== null && typeof value === 'object' ? json(value) : (value as string | number | boolean | null);
}

function recording(tenant: Tenant, event: Event, source: Sql): Statement & Sql {
  return sql`INSERT INTO audit_logs (${EVENT_COLUMNS}) SELECT ${eventValues(tenant, event)} FROM ${source}`;
}

/** A client as somebody sees it who has to choose one. */
export interface ListedClient {
  id: string;
  clientId: string;
  name: string;
  clientType: 'confidential' | 'public';
  tokenEndpointAuthMethod: string;
  grantTypes: string[];
  redirectUris: string[];
  scopes: string[];
  isActive: boolean;
}

const LISTED_COLUMNS = sql`
  id, client_id AS "clientId", name, client_type AS "clientType",
  token_endpoint_auth_method AS "tokenEndpointAuthMethod", grant_types AS "grantTypes",
  redirect_uris AS "redirectUris", scopes, is_active AND NOT revoked AS "isActive"`;

export function listingClients({ organisationId }: Tenant): Statement<ListedClient> {
  return sql<ListedClient>`
    SELECT ${LISTED_COLUMNS} FROM clients
    WHERE organisation_id = ${organisationId} AND deleted_at IS NULL ORDER BY created_at, id`;
}

export function findingClient({ organisationId }: Tenant, clientId: string): Statement<ListedClient> {
  return sql<ListedClient>`
    SELECT ${LISTED_COLUMNS} FROM clients
    WHERE organisation_id = ${organisationId} AND client_id = ${clientId} AND deleted_at IS NULL`;
}

/** The old secret is good no longer; the method must be the one that the new secret was made for. */
export function replacingSecret(
  tenant: Tenant,
  { id, tokenEndpointAuthMethod }: Pick<ListedClient, 'id' | 'tokenEndpointAuthMethod'>,
  { hash, sealed }: NewClientSecret,
): Statement<{ id: string }> {
  const event = { type: 'client.secret_regenerated', resourceId: id, clientId: id } as const;
  return sql<{ id: string }>`
    WITH changed AS (
      UPDATE clients SET client_secret = ${hash}, client_secret_sealed = ${sealed}, updated_at = ${tenant.now}
      WHERE organisation_id = ${tenant.organisationId} AND id = ${id} AND deleted_at IS NULL AND NOT revoked
        AND token_endpoint_auth_method = ${tokenEndpointAuthMethod}::"TokenEndpointAuthMethod" RETURNING id
    ),
    event AS (${recording(tenant, event, sql`changed`)})
    SELECT id FROM changed`;
}

/** The client may do nothing any more, and neither may what it was given. No row when it was revoked before. */
export function revokingClient(tenant: Tenant, id: string): Statement<{ id: string }> {
  const { now, organisationId } = tenant;
  const event = { type: 'client.revoked', resourceId: id, clientId: id } as const;
  const ofClient = sql`organisation_id = ${organisationId} AND client_id IN (SELECT id FROM changed)`;
  return sql<{ id: string }>`
    WITH changed AS (
      UPDATE clients SET is_active = false, revoked = true, updated_at = ${now}
      WHERE organisation_id = ${organisationId} AND id = ${id} AND deleted_at IS NULL AND NOT revoked RETURNING id
    ),
    tokens_ended AS (UPDATE tokens SET revoked_at = ${now}, updated_at = ${now} WHERE ${ofClient} AND revoked_at IS NULL),
    refresh_ended AS (
      UPDATE refresh_tokens SET revoked_at = ${now}, updated_at = ${now} WHERE ${ofClient} AND revoked_at IS NULL
    ),
    codes_ended AS (DELETE FROM authorization_codes WHERE ${ofClient}),
    event AS (${recording(tenant, event, sql`changed`)})
    SELECT id FROM changed`;
}

export interface ListedResource {
  indicator: string;
  signingAlg: SigningAlgorithm | null;
}

/** The statement that makes a resource; no row when some organisation has it already. */
export function insertResource(tenant: Tenant, { indicator, signingAlg }: ListedResource): Statement<{ id: string }> {
  const { now, organisationId } = tenant;
  const id = uuidv7(now);
  const event = { type: 'resource.created', resourceId: id, metadata: { indicator } } as const;
  return sql<{ id: string }>`
    WITH created AS (
      INSERT INTO resources (id, organisation_id, indicator, signing_alg, created_at, updated_at)
      VALUES (${id}, ${organisationId}, ${indicator}, ${signingAlg}, ${now}, ${now})
      ON CONFLICT (indicator) DO NOTHING RETURNING id
    ),
    event AS (${recording(tenant, event, sql`created`)})
    SELECT id FROM created`;
}

export function listingResources({ organisationId }: Tenant): Statement<ListedResource> {
  return sql<ListedResource>`
    SELECT indicator, signing_alg AS "signingAlg" FROM resources
    WHERE organisation_id = ${organisationId} ORDER BY indicator`;
}
