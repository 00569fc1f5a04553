/** Clients of the demo organisation, each test with its own. */
import { randomUUID } from 'node:crypto';
import { withClient } from '../../../migrations-runner/connection.ts';
import { DEMO_ORGANISATION } from '../../../migrations-runner/seed/demo-data.ts';
import { SCOPE } from './application.ts';
import { required } from './server.ts';

/** Registers a public client. @returns its client_id */
export async function registerClient(redirectUri: string, { firstParty }: { firstParty: boolean }): Promise<string> {
  const clientId = `journey-${randomUUID()}`;
  await withClient(required('TEST_DATABASE_URL'), (database) =>
    database.query(
      `INSERT INTO clients (id, organisation_id, name, client_id, client_type, token_endpoint_auth_method, grant_types,
         redirect_uris, scopes, require_pkce, require_consent, is_first_party)
       SELECT gen_random_uuid(), id, 'Journey', $2, 'public', 'none', $3, $4, $5, true, $6, $7
       FROM organisations WHERE slug = $1`,
      [
        DEMO_ORGANISATION.slug,
        clientId,
        JSON.stringify(['authorization_code', 'refresh_token']),
        JSON.stringify([redirectUri]),
        JSON.stringify(SCOPE.split(' ')),
        !firstParty,
        firstParty,
      ],
    ),
  );
  return clientId;
}
