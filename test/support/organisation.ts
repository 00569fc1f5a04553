/** Organisations, people and clients for tests. Every call makes new ones, so test files can run in parallel. */
import { uuidv7 } from '../../src/lib/ids.ts';
import { newSecret, sha256 } from '../../src/lib/secrets.ts';
import { cookiesOf, postJson } from './app.ts';
import { asOwner } from './database.ts';
import { setUp } from './set-up.ts';

export const PASSWORD = 'Correct-Horse-7';

export interface TestOrganisation {
  id: string;
  slug: string;
  name: string;
  owner: { id: string; email: string; name: string };
  /** The Cookie header of the signed-in owner. */
  cookies: string;
  csrf: string;
}

/** Onboards an organisation over the API. @param proved whether its owner has verified their address */
export async function createOrganisation({ proved = true } = {}): Promise<TestOrganisation> {
  const unique = crypto.randomUUID().slice(0, 13);
  const founding = {
    organisationName: `Organisation ${unique}`,
    email: `owner-${unique}@example.com`,
    firstName: 'Ada',
    lastName: 'Owner',
    password: PASSWORD,
  };
  const response = await setUp(() => postJson('/v1/auth/onboard', founding));
  if (response.status !== 201) throw new Error(await response.text());
  const { organisation, user } = (await response.json()) as {
    organisation: { id: string; slug: string; name: string };
    user: TestOrganisation['owner'];
  };
  if (proved) await asOwner('UPDATE users SET email_verified_at = created_at WHERE id = $1', [user.id]);
  return {
    id: organisation.id,
    slug: organisation.slug,
    name: organisation.name,
    owner: user,
    cookies: cookiesOf(response),
    csrf: response.headers.get('X-CSRF-Token') ?? '',
  };
}

export interface TestClient {
  id: string;
  clientId: string;
  secret: string | null;
  redirectUri: string;
}

interface ClientOptions {
  /** The id of the row, if it must be known before. */
  id?: string;
  confidential?: boolean;
  firstParty?: boolean;
  requirePkce?: boolean;
  requireConsent?: boolean;
  grantTypes?: string[];
  redirectUris?: string[];
  scopes?: string[];
  name?: string;
  allowedOrigins?: string[];
  /** Resource indicators that it may request; its organisation owns them from now on. */
  resources?: string[];
  /** Further columns by name; arrays and objects are stored as JSON. */
  columns?: Record<string, unknown>;
}

const SCOPES = ['openid', 'profile', 'email', 'offline_access'];

/** Creates a client, by default a public first-party one. */
export async function createClient(organisationId: string, options: ClientOptions = {}): Promise<TestClient> {
  const id = options.id ?? uuidv7();
  const clientId = `client-${crypto.randomUUID()}`;
  const secret = options.confidential ? newSecret('clientSecret') : null;
  const redirectUris = options.redirectUris ?? ['https://app.example.com/callback'];
  const firstParty = options.firstParty ?? true;
  await asOwner(
    `INSERT INTO clients (id, organisation_id, name, client_id, client_secret, client_type, grant_types, redirect_uris,
       scopes, require_pkce, require_consent, is_first_party, token_endpoint_auth_method, allowed_origins)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      organisationId,
      options.name ?? 'Test Application',
      clientId,
      secret === null ? null : await sha256(secret),
      options.confidential ? 'confidential' : 'public',
      JSON.stringify(options.grantTypes ?? ['authorization_code', 'refresh_token']),
      JSON.stringify(redirectUris),
      JSON.stringify(options.scopes ?? SCOPES),
      options.requirePkce ?? true,
      options.requireConsent ?? !firstParty,
      firstParty,
      options.confidential ? 'client_secret_basic' : 'none',
      JSON.stringify(options.allowedOrigins ?? []),
    ],
  );
  await setColumns(id, options.columns ?? {});
  await setResources(organisationId, id, options.resources ?? []);
  return { id, clientId, secret, redirectUri: redirectUris[0] ?? '' };
}

/** A unique resource indicator: an indicator has one owner in the whole database. */
export function newIndicator(name = 'api'): string {
  return `https://${name}-${crypto.randomUUID()}.example.com/v1`;
}

/** Registers a client for these resources and no others. */
export async function setResources(organisationId: string, clientId: string, indicators: string[]): Promise<void> {
  await asOwner('DELETE FROM client_resources WHERE client_id = $1', [clientId]);
  for (const indicator of indicators) await addResource(organisationId, clientId, indicator);
}

async function addResource(organisationId: string, clientId: string, indicator: string): Promise<void> {
  await asOwner(
    `INSERT INTO resources (id, organisation_id, indicator) VALUES ($1, $2, $3) ON CONFLICT (indicator) DO NOTHING`,
    [uuidv7(), organisationId, indicator],
  );
  await asOwner(
    `INSERT INTO client_resources (organisation_id, client_id, resource_id)
     VALUES ($1, $2, (SELECT id FROM resources WHERE indicator = $3))`,
    [organisationId, clientId, indicator],
  );
}

async function setColumns(clientId: string, columns: Record<string, unknown>): Promise<void> {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  const stored = Object.values(columns).map((value) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  );
  // In one statement: CHECK constraints involve several columns.
  const assignments = names.map((name, index) => `${name} = $${index + 2}`).join(', ');
  await asOwner(`UPDATE clients SET ${assignments} WHERE id = $1`, [clientId, ...stored]);
}
