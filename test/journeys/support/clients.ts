/** Clients of the demo organisation, each test with its own. */
import { randomUUID } from 'node:crypto';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { DEMO_ORGANISATION } from '../../../migrations-runner/seed/demo-data.ts';
import { newSecret, sha256 } from '../../../src/lib/secrets.ts';
import { SCOPE } from './application.ts';
import { required } from './server.ts';

export interface Registration {
  firstParty: boolean;
  /** A public client by default. */
  confidential?: boolean;
  requirePkce?: boolean;
  allowedOrigins?: string[];
  idTokenClaims?: 'scopes' | 'requested' | undefined;
}

/** Registers a public client. @returns its client_id */
export async function registerClient(redirectUri: string, options: { firstParty: boolean }): Promise<string> {
  return (await register(redirectUri, options)).clientId;
}

export async function register(redirectUri: string, registration: Registration) {
  const {
    firstParty,
    confidential = false,
    requirePkce = true,
    allowedOrigins = [],
    idTokenClaims = null,
  } = registration;
  const clientId = `journey-${randomUUID()}`;
  const clientSecret = newSecret('clientSecret');
  const values = [
    DEMO_ORGANISATION.slug,
    clientId,
    JSON.stringify(['authorization_code', 'refresh_token']),
    JSON.stringify([redirectUri]),
    JSON.stringify(SCOPE.split(' ')),
    !firstParty,
    firstParty,
    confidential ? 'confidential' : 'public',
    confidential ? 'client_secret_basic' : 'none',
    confidential ? await sha256(clientSecret) : null,
    requirePkce,
    JSON.stringify(allowedOrigins),
    idTokenClaims,
  ];
  await withClient(required('TEST_DATABASE_URL'), (database) => database.query(INSERT, values));
  return { clientId, clientSecret };
}

const INSERT = `
  INSERT INTO clients (id, organisation_id, name, client_id, grant_types, redirect_uris, scopes, require_consent,
    is_first_party, client_type, token_endpoint_auth_method, client_secret, require_pkce, allowed_origins,
    id_token_claims)
  SELECT gen_random_uuid(), id, 'Journey', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
  FROM organisations WHERE slug = $1`;
