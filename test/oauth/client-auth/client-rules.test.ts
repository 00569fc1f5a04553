/** The database refuses invalid registrations of clients. */
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const created = (confidential: boolean, columns: Record<string, unknown>) =>
  createClient(organisation.id, { confidential, columns });

const KEYS = { keys: [{ kty: 'EC' }] };

describe('methods and types that fit (RFC 6749 section 2.1, RFC 7591 section 2)', () => {
  it.each([
    [true, { client_secret: null }, 'clients_method_has_secret'],
    [true, { client_secret: null, token_endpoint_auth_method: 'client_secret_post' }, 'clients_method_has_secret'],
    [true, { client_secret: null, token_endpoint_auth_method: 'client_secret_jwt' }, 'clients_method_has_secret'],
    [true, { token_endpoint_auth_method: 'private_key_jwt' }, 'clients_method_has_keys'],
    [true, { token_endpoint_auth_method: 'none' }, 'clients_method_of_type'],
    [false, { token_endpoint_auth_method: 'private_key_jwt', jwks: KEYS }, 'clients_method_of_type'],
    [false, { token_endpoint_auth_method: 'client_secret_basic' }, 'clients_method_'],
    [false, { client_secret: 'x' }, 'clients_public_without_secret'],
  ])('confidential %s with %j is refused', async (confidential, columns, rule) => {
    await expect(created(confidential, columns)).rejects.toThrow(rule);
  });

  it('every method can be registered, with what it needs', async () => {
    await created(false, {});
    await created(true, {});
    await created(true, { token_endpoint_auth_method: 'client_secret_post' });
    await created(true, { token_endpoint_auth_method: 'client_secret_jwt' });
    await created(true, { token_endpoint_auth_method: 'private_key_jwt', client_secret: null, jwks: KEYS });
    const jwksUri = 'https://app.example.com/jwks.json';
    await created(true, { token_endpoint_auth_method: 'private_key_jwt', client_secret: null, jwks_uri: jwksUri });
  });
});

describe('algorithms, lifetimes and addresses', () => {
  const LIFETIMES = [
    ...['access_token_lifetime', 'id_token_lifetime', 'refresh_token_lifetime', 'refresh_token_grace'],
    ...['refresh_family_lifetime', 'consent_lifetime', 'default_max_age'],
  ];
  const ALGORITHMS = [
    'id_token_signed_response_alg',
    'userinfo_signed_response_alg',
    'access_token_signed_response_alg',
  ];

  it.each(LIFETIMES)('%s is not negative', async (column) => {
    await expect(created(false, { [column]: -5 })).rejects.toThrow('clients_lifetimes');
    await created(false, { [column]: 0 });
  });

  it.each(ALGORITHMS)('%s is one that we have keys for', async (column) => {
    for (const alg of ['HS999', 'none', 'HS256', 'rs256', '']) {
      await expect(created(false, { [column]: alg })).rejects.toThrow('clients_algorithms');
    }
    for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) await created(false, { [column]: alg });
  });

  it.each([
    ['redirect_uris', ['https://app.example.com/callback#x']],
    ['redirect_uris', ['https://app.example.com/ok', 'https://app.example.com/#']],
    ['post_logout_redirect_uris', ['https://app.example.com/#bye']],
    ['backchannel_logout_uri', 'https://app.example.com/logout#x'],
    ['frontchannel_logout_uri', 'https://app.example.com/logout#'],
  ])('%s has no fragment: %j', async (column, value) => {
    await expect(created(false, { [column]: value })).rejects.toThrow('clients_uris_without_fragment');
  });
});

it('the rules are in force for all rows, not only for new ones', async () => {
  const rows = await asOwner<{ name: string; valid: boolean }>(
    `SELECT conname AS name, convalidated AS valid FROM pg_constraint
     WHERE conrelid = 'clients'::regclass AND conname IN ('clients_method_of_type', 'clients_method_has_secret',
       'clients_method_has_keys', 'clients_algorithms', 'clients_lifetimes', 'clients_uris_without_fragment')`,
  );
  expect(rows).toHaveLength(6);
  expect(rows.filter(({ valid }) => !valid)).toEqual([]);
});
