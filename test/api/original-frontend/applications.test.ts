import { beforeAll, describe, expect, it } from 'vitest';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { OriginalFrontend } from '../../support/original-frontend.ts';

interface Client {
  id: string;
  clientSecret: string | null;
}

let organisation: TestOrganisation;
let frontend: OriginalFrontend;

beforeAll(async () => {
  organisation = await createOrganisation();
  frontend = new OriginalFrontend(organisation.cookies);
});

describe('The page of OAuth clients', () => {
  const FORM = {
    ...{ name: 'Shop', clientType: 'confidential', redirectUris: ['https://shop.example.com/callback'] },
    ...{ allowedScopes: ['openid', 'profile', 'email'], tokenEndpointAuthMethod: 'client_secret_post' },
  };
  const create = (fields: object = {}) => frontend.call<Client>('POST', '/v1/admin/clients', { ...FORM, ...fields });
  const list = async (status = '') => {
    const answer = await frontend.onServer<{ data: Client[]; total: number }>(
      'GET',
      `/v1/admin/clients?limit=100&search=&status=${status}`,
    );
    expect([answer.status, answer.body.total]).toEqual([200, answer.body.data.length]);
    return answer.body.data;
  };

  it('creates a confidential client, and shows its secret once', async () => {
    const { status, body: client } = await create();
    expect(status).toBe(201);
    expect(client.clientSecret).toEqual(expect.any(String));
    const row = (await list('active')).find(({ id }) => id === client.id);
    expect(row).toEqual(
      expect.objectContaining({
        ...{ clientId: expect.any(String), name: 'Shop', clientType: 'confidential', isActive: true },
        // The form has no grants: without client_credentials nobody could get a client for a machine.
        grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
        ...{ redirectUris: FORM.redirectUris, tokenEndpointAuthMethod: 'client_secret_post' },
        createdAt: expect.any(String),
      }),
    );
    expect(row).not.toHaveProperty('clientSecret');
  });

  it('creates a public client, for which it shows no secret', async () => {
    const created = await create({ clientType: 'public', tokenEndpointAuthMethod: undefined });
    expect(created).toMatchObject({ status: 201, body: { clientSecret: null, tokenEndpointAuthMethod: 'none' } });
  });

  it('reads and sends the scopes by the name allowedScopes', async () => {
    const { body: client } = await create();
    const scopes = ['openid', 'email'];
    const form = { name: 'Store', redirectUris: FORM.redirectUris, allowedScopes: scopes };
    const edited = await frontend.call('PATCH', `/v1/admin/clients/${client.id}`, form);
    expect(edited).toMatchObject({ status: 200, body: { ...form, scopes } });
    expect((await list()).find(({ id }) => id === client.id)).toMatchObject({ allowedScopes: scopes });
  });

  it('sends the scopes by their own name too', async () => {
    const { allowedScopes: scopes, ...form } = FORM;
    const created = await frontend.call('POST', '/v1/admin/clients', { ...form, scopes, description: '' });
    expect(created).toMatchObject({ status: 201, body: { scopes, description: null } });
  });

  it('replaces a secret and revokes a client, without a body', async () => {
    const { body: client } = await create();
    const { status, body } = await frontend.call<Client>('POST', `/v1/admin/clients/${client.id}/rotate-secret`);
    expect([status, body.clientSecret === client.clientSecret]).toEqual([200, false]);
    expect(body.clientSecret).toEqual(expect.any(String));
    const revoked = await frontend.call('POST', `/v1/admin/clients/${client.id}/revoke`);
    expect(revoked).toEqual({ status: 200, body: { message: 'Client revoked successfully' } });
    expect(await list('revoked')).toEqual([expect.objectContaining({ id: client.id, isActive: false })]);
  });
});

describe('The page of API keys', () => {
  const LIST = '/v1/admin/api-keys?limit=100&sort=createdAt&order=desc';

  it('creates a key with the scopes that its dialog proposes, which grant nothing', async () => {
    const form = { name: 'Robot', scopes: ['read:*', 'write:*'], expiresInDays: undefined };
    const { status, body } = await frontend.call<{ id: string; key: string }>('POST', '/v1/admin/api-keys', form);
    expect(status).toBe(201);
    const used = await frontend.call('GET', `/v1/admin/api-keys/${body.id}`);
    expect(used).toMatchObject({ status: 200, body: { name: 'Robot', scopes: form.scopes } });
    expect(used.body).not.toHaveProperty('key');
    const list = await frontend.onServer('GET', LIST);
    const row = { id: body.id, name: 'Robot', prefix: body.key.slice(0, 14), status: 'active', lastUsedAt: null };
    expect(list.body).toMatchObject({ data: [{ ...row, expiresAt: null, createdAt: expect.any(String) }], total: 1 });
  });

  it('creates a key that expires, and revokes it without a body', async () => {
    const form = { name: 'For a month', scopes: ['users:read'], expiresInDays: 30 };
    const { status, body } = await frontend.call<{ id: string }>('POST', '/v1/admin/api-keys', form);
    expect([status, body]).toEqual([201, expect.objectContaining({ expiresAt: expect.any(String) })]);
    const revoked = await frontend.call('POST', `/v1/admin/api-keys/${body.id}/revoke`);
    expect(revoked).toEqual({ status: 200, body: { message: 'API key revoked successfully' } });
    const list = await frontend.onServer('GET', `${LIST}&status=revoked&search=`);
    expect(list.body).toMatchObject({ data: [{ id: body.id, status: 'revoked' }], pagination: { total: 1 } });
  });
});
