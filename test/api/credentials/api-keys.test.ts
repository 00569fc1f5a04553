/** API keys as credentials: what they open, and what ends them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { newSecret } from '../../../src/lib/secrets.ts';
import { createApiKey, sendWithKey, type TestApiKey } from '../../support/api-keys.ts';
import { expectFlights, postForm, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { blockUser, deleteOrganisation, deleteUser, setStatus } from '../../support/states.ts';
import { newSlug } from '../../support/teams.ts';

const LIST = '/v1/admin/teams';
const CHALLENGE = 'Bearer realm="cerberus", error="invalid_token"';

let organisation: TestOrganisation;
let admin: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
  admin = await createPerson(organisation, 'admin');
});

const list = (key: { key: string }, headers: Record<string, string> = {}) => sendWithKey(key, 'GET', LIST, { headers });

async function expectDead(key: { key: string }, detail = 'Invalid or expired API key'): Promise<void> {
  const answer = await list(key);
  expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, CHALLENGE]);
  expect(await answer.json()).toMatchObject({ detail });
}

describe('an API key', () => {
  it('costs one round trip more than the route, and the record of its use is not counted again within a minute', async () => {
    const key = await createApiKey(organisation, ['teams:read']);
    const used = async () => {
      const sql = 'SELECT last_used_at, updated_at = created_at AS same FROM api_keys WHERE id = $1';
      return (await asOwner<{ last_used_at: Date | null; same: boolean }>(sql, [key.id]))[0];
    };
    expect(await used()).toEqual({ last_used_at: null, same: true });
    expect((await list(key)).status).toBe(200);
    const first = await used();
    expect(first).toEqual({ last_used_at: expect.any(Date), same: true });
    expectFlights(await list(key), 2);
    expect(await used()).toEqual(first);
    await asOwner(`UPDATE api_keys SET last_used_at = last_used_at - interval '61 seconds' WHERE id = $1`, [key.id]);
    await list(key);
    expect((await used())?.last_used_at?.getTime()).toBeGreaterThan((first?.last_used_at?.getTime() ?? 0) - 61_000);
  });

  it('opens what its scopes name, in every spelling, and nothing else: 403 with the scope that is missing', async () => {
    for (const scopes of [['teams:read'], ['teams:*'], ['*'], ['teams:manage'], ['read:*', 'teams:read']]) {
      expect((await list(await createApiKey(organisation, scopes))).status, String(scopes)).toBe(200);
    }
    for (const scopes of [[], ['teams:write'], ['read:*', 'write:*'], ['users:*'], ['teams'], ['teams:read:all']]) {
      const answer = await list(await createApiKey(organisation, scopes));
      expect(answer.status, String(scopes)).toBe(403);
      expect(answer.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope", scope="teams:read"');
      expect(await answer.json()).toMatchObject({ detail: 'API key lacks required scope: teams:read' });
    }
  });

  it('sees its own organisation only, and changes it as itself: the audit log names the key', async () => {
    const key = await createApiKey(organisation, ['teams:*']);
    const answer = await sendWithKey(key, 'POST', LIST, { body: { name: 'Robots', slug: newSlug('robots') } });
    expect(answer.status).toBe(201);
    const team = (await answer.json()) as { id: string; organisationId: string };
    expect(team.organisationId).toBe(organisation.id);
    const sql = 'SELECT event_type, user_id, client_id, metadata FROM audit_logs WHERE resource_id = $1';
    expect(await asOwner(sql, [team.id])).toMatchObject([
      { event_type: 'team.created', user_id: null, client_id: null, metadata: { apiKeyId: key.id } },
    ]);
    const stranger = await createOrganisation();
    const foreign = await createApiKey(stranger, ['*']);
    for (const method of ['GET', 'DELETE']) {
      expect((await sendWithKey(foreign, method, `${LIST}/${team.id}`)).status).toBe(404);
    }
  });

  it('takes X-Org-Domain of its own organisation, and of no other', async () => {
    const key = await createApiKey(organisation, ['teams:read']);
    expect((await list(key, { 'X-Org-Domain': organisation.slug })).status).toBe(200);
    expect((await list(key, { 'X-Org-Domain': 'nobody' })).status).toBe(403);
  });

  it('opens nothing of the provider: it is no access token, no client and no refresh token', async () => {
    const { key } = await createApiKey(organisation, ['*']);
    expect((await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${key}` } })).status).toBe(401);
    const client = await createClient(organisation.id, { confidential: true, grantTypes: ['client_credentials'] });
    const credentials = { client_id: client.clientId, client_secret: client.secret ?? '' };
    const introspected = await postForm('/oauth2/introspect', { token: key, ...credentials });
    expect(await introspected.json()).toEqual({ active: false });
    const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: key };
    expect((await postForm('/oauth2/token', form)).status).toBe(401);
  });

  it.each([
    ['unknown', () => newSecret('apiKey')],
    ['too short', () => 'ck_live_abc'],
    ['the prefix alone', () => 'ck_live_'],
    ['of the wrong kind', () => `ck_test_${newSecret('apiKey').slice(8)}`],
  ])('that is %s is refused', async (_what, make) => {
    const answer = await list({ key: make() });
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, CHALLENGE]);
  });

  it('is not found by its prefix, its hash or its id', async () => {
    const key = await createApiKey(organisation, ['*']);
    const [row] = await asOwner<{ key_hash: string }>('SELECT key_hash FROM api_keys WHERE id = $1', [key.id]);
    for (const text of [key.prefix, row?.key_hash ?? '', key.id, `${key.prefix}${'A'.repeat(37)}`]) {
      expect((await list({ key: text })).status).toBe(401);
    }
  });
});

describe('an API key ends', () => {
  it('when it expires', async () => {
    const key = await createApiKey(organisation, ['*'], { expiresInDays: 1 });
    expect((await list(key)).status).toBe(200);
    // The clocks of the Worker and of the database differ by milliseconds.
    await asOwner(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [key.id]);
    await expectDead(key);
  });

  it('when it is revoked, for good', async () => {
    const key = await createApiKey(organisation, ['*']);
    expect((await sendAs(organisation, 'POST', `/v1/admin/api-keys/${key.id}/revoke`)).status).toBe(200);
    await expectDead(key);
  });

  it.each([
    ['blocked', blockUser],
    ['deleted', deleteUser],
  ])('when the person who made it is %s', async (_what, change) => {
    const person = await createPerson(organisation, 'admin');
    const key = await createApiKey(person, ['teams:read']);
    expect((await list(key)).status).toBe(200);
    await change(person.id);
    await expectDead(key);
  });

  it('with the rights of the person who made it: a demotion is one of the key', async () => {
    const person = await createPerson(organisation, 'admin');
    const key = await createApiKey(person, ['teams:read', 'teams:create']);
    const create = () => sendWithKey(key, 'POST', LIST, { body: { name: 'New', slug: newSlug() } });
    expect((await create()).status).toBe(201);
    const sql = `UPDATE user_roles SET role_id = (SELECT id FROM roles WHERE organisation_id = $2 AND slug = 'staff')
      WHERE user_id = $1`;
    await asOwner(sql, [person.id, organisation.id]);
    expect((await create()).status).toBe(403);
    expect((await list(key)).status).toBe(200);
    await asOwner('DELETE FROM user_roles WHERE user_id = $1', [person.id]);
    expect((await list(key)).status).toBe(403);
  });

  it('with a promotion of its maker it gets no more than its scopes', async () => {
    const person = await createPerson(organisation, 'staff');
    const sql = `INSERT INTO user_roles (organisation_id, user_id, role_id)
      SELECT $1, $2, id FROM roles WHERE organisation_id = $1 AND slug = $3`;
    await asOwner(sql, [organisation.id, person.id, 'admin']);
    const key = await createApiKey(person, ['teams:read']);
    await asOwner(sql, [organisation.id, person.id, 'owner']);
    expect((await sendWithKey(key, 'GET', '/v1/admin/invitations')).status).toBe(403);
  });

  it.each([
    ['suspended', (id: string) => setStatus(id, 'suspended'), 'Organisation is not active'],
    ['cancelled', (id: string) => setStatus(id, 'cancelled'), 'Organisation is not active'],
    ['deleted', deleteOrganisation, 'Invalid or expired API key'],
  ])('while its organisation is %s', async (_state, close, detail) => {
    const its = await createOrganisation();
    const key = await createApiKey(its, ['*']);
    expect((await list(key)).status).toBe(200);
    await close(its.id);
    await expectDead(key, detail);
  });
});

describe('a key with networks', () => {
  it('is accepted from them, and refused from elsewhere', async () => {
    const key = await createApiKey(organisation, ['*'], { allowedNetworks: ['192.0.2.0/24', '2001:db8::/32'] });
    for (const address of ['192.0.2.9', '2001:db8:1::9']) {
      expect((await list(key, { 'CF-Connecting-IP': address })).status, address).toBe(200);
    }
    for (const address of ['198.51.100.9', '2001:db9::1', '0.0.0.0', '']) {
      const answer = await list(key, { 'CF-Connecting-IP': address });
      expect(answer.status, address).toBe(403);
      expect(await answer.json()).toMatchObject({ detail: 'This API key may not be used from this address' });
    }
    const sql = 'SELECT last_used_at FROM api_keys WHERE id = $1';
    expect((await asOwner<{ last_used_at: Date }>(sql, [key.id]))[0]?.last_used_at).not.toBeNull();
  });
});

describe('the rate limit of a key', () => {
  const refusing = () => {
    const keys: string[] = [];
    return { keys, limit: async ({ key }: { key: string }) => ({ success: !keys.push(key) }) };
  };

  it.each([
    ['low', 'RATE_LIMIT_TOKEN', 'token'],
    ['standard', 'RATE_LIMIT_GENERAL', 'general'],
    ['high', 'RATE_LIMIT_CLIENT', 'client'],
  ])('%s is counted by %s, for the key alone', async (rateLimit, binding, rateClass) => {
    const key = await createApiKey(organisation, ['*'], { rateLimit });
    const limiter = refusing();
    const init = { headers: { Authorization: `Bearer ${key.key}` } };
    const answer = await send(LIST, init, { [binding]: limiter });
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '60']);
    expect(limiter.keys).toEqual([`${rateClass}:api-key:${key.id}`]);
  });

  it('counts wrong keys by the address', async () => {
    const limiter = refusing();
    const headers = { Authorization: `Bearer ${newSecret('apiKey')}`, 'CF-Connecting-IP': '192.0.2.1' };
    expect((await send(LIST, { headers }, { RATE_LIMIT_GENERAL: limiter })).status).toBe(429);
    expect(limiter.keys).toEqual(['general:address:192.0.2.1']);
  });
});

describe('a key that was made with a key', () => {
  const make = (parent: TestApiKey, scopes: string[], fields: Record<string, unknown> = {}) =>
    sendWithKey(parent, 'POST', '/v1/admin/api-keys', { body: { name: 'Narrower', scopes, ...fields } });

  it('has no wider scopes', async () => {
    const parent = await createApiKey(organisation, ['api_keys:create', 'teams:read']);
    for (const scopes of [['*'], ['teams:*'], ['teams:create'], ['users:read', 'teams:read'], ['teams:write']]) {
      expect((await make(parent, scopes)).status, String(scopes)).toBe(403);
    }
    const child = (await (await make(parent, ['teams:read'])).json()) as TestApiKey;
    expect((await list(child)).status).toBe(200);
  });

  it('ends with it, is limited by its networks and its rate, and lives no longer', async () => {
    const limits = { allowedNetworks: ['192.0.2.0/24'], rateLimit: 'low', expiresInDays: 2 };
    const parent = await createApiKey(organisation, ['*'], limits);
    const at = (address: string) => ({ 'CF-Connecting-IP': address });
    const wide = { allowedNetworks: ['0.0.0.0/0'], rateLimit: 'high', expiresInDays: 300, name: 'x', scopes: ['*'] };
    const made = await sendWithKey(parent, 'POST', '/v1/admin/api-keys', { body: wide, headers: at('192.0.2.1') });
    expect(made.status).toBe(201);
    const child = (await made.json()) as TestApiKey;
    expect(child).toMatchObject({ createdByKeyId: parent.id, createdById: organisation.owner.id });
    expect(child.expiresAt).toBe(parent.expiresAt);
    expect((await list(child, at('192.0.2.1'))).status).toBe(200);
    expect((await list(child, at('198.51.100.1'))).status).toBe(403);
    const limiter = refusing();
    const headers = { Authorization: `Bearer ${child.key}`, ...at('192.0.2.1') };
    expect((await send(LIST, { headers }, { RATE_LIMIT_TOKEN: limiter })).status).toBe(429);
    expect(limiter.keys).toEqual([`token:api-key:${parent.id}`]);
    expect((await sendAs(organisation, 'POST', `/v1/admin/api-keys/${parent.id}/revoke`)).status).toBe(200);
    await expectDead(child);
    const shown = await sendAs(organisation, 'GET', `/v1/admin/api-keys/${child.id}`);
    expect(await shown.json()).toMatchObject({ status: 'revoked', revokedAt: expect.any(String) });
  });

  it('makes no more keys', async () => {
    const parent = await createApiKey(organisation, ['*']);
    const child = (await (await make(parent, ['*'])).json()) as TestApiKey;
    const answer = await make(child, ['teams:read']);
    expect(answer.status).toBe(403);
  });

  function refusing() {
    const keys: string[] = [];
    return {
      keys,
      limit: async ({ key }: { key: string }) => ({ success: key.startsWith('client:') || !keys.push(key) }),
    };
  }
});

describe('a key of a client', () => {
  const SERVICE = { confidential: true, grantTypes: ['client_credentials'] };

  async function keyOf(scopes: string[], wanted: string[]) {
    const client = await createClient(organisation.id, { ...SERVICE, scopes });
    const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.secret ?? '' };
    const { access_token: token } = (await (await postForm('/oauth2/token', form)).json()) as { access_token: string };
    const bearer = { Authorization: `Bearer ${token}` };
    const made = await postJson('/v1/admin/api-keys', { name: 'Robot', scopes: wanted }, bearer);
    return { client, made };
  }

  it('has no wider scopes than the client is registered for', async () => {
    expect((await keyOf(['api_keys:create', 'teams:read'], ['teams:create'])).made.status).toBe(403);
  });

  it.each([
    ['is switched off', 'is_active = false', 401],
    ['is revoked', 'revoked = true', 401],
    ['is deleted', 'deleted_at = now()', 401],
    ['may not use the API any more', 'is_first_party = false, allow_api = false', 401],
    ['is registered for less', `scopes = '["users:read"]'`, 403],
  ])('ends when the client %s', async (_what, change, status) => {
    const { client, made } = await keyOf(['api_keys:create', 'teams:read'], ['teams:read']);
    const key = (await made.json()) as TestApiKey;
    expect(key).toMatchObject({ createdById: null, createdByClientId: client.id });
    expect((await list(key)).status).toBe(200);
    await asOwner(`UPDATE clients SET ${change} WHERE id = $1`, [client.id]);
    expect((await list(key)).status).toBe(status);
  });
});

it('an invitation of a key is the one of its maker', async () => {
  const key = await createApiKey(admin, [
    'invitations:create',
    'users:read',
    'roles:read',
    'permissions:read',
    'teams:read',
    'invitations:read',
    'organisation:read',
  ]);
  const [role] = await asOwner<{ id: string }>(`SELECT id FROM roles WHERE organisation_id = $1 AND slug = 'staff'`, [
    organisation.id,
  ]);
  const body = { email: `invited-${crypto.randomUUID()}@example.com`, roleId: role?.id };
  const answer = await sendWithKey(key, 'POST', '/v1/admin/invitations', { body });
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ invitedById: admin.id });
});
