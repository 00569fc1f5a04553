import { beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, sendWithKey, type TestApiKey } from '../../support/api-keys.ts';
import { expectFlights, ISSUER, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest } from '../../support/guests.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const PATH = '/v1/admin/api-keys';

let organisation: TestOrganisation;
let admin: TestPerson;
let staff: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
  admin = await createPerson(organisation, 'admin');
  staff = await createPerson(organisation, 'staff');
});

const post = (who: { cookies: string; csrf: string }, fields: Record<string, unknown> = {}) =>
  sendAs(who, 'POST', PATH, { name: 'Robot', scopes: ['teams:read'], ...fields });

async function eventsOf(id: string): Promise<unknown[]> {
  const sql = 'SELECT event_type, user_id, metadata FROM audit_logs WHERE resource_id = $1 ORDER BY id';
  return asOwner(sql, [id]);
}

interface Page {
  data: { id: string; name: string; status: string }[];
  total: number;
  nextCursor: string | null;
}

const pageOf = async (query: string, who: { cookies: string; csrf: string } = organisation) =>
  (await (await sendAs(who, 'GET', `${PATH}?${query}`)).json()) as Page;

describe('POST /v1/admin/api-keys', () => {
  it('shows the key once; only its hash is stored, and neither is in the audit log', async () => {
    const answer = await post(organisation, { scopes: ['teams:read', 'read:*'], expiresInDays: 30 });
    expect(answer.status).toBe(201);
    expectFlights(answer, 2);
    const { key, ...created } = (await answer.json()) as TestApiKey;
    expect(key).toMatch(/^ck_live_[\w-]{43}$/);
    expect(created).toEqual({
      id: expect.any(String),
      name: 'Robot',
      prefix: key.slice(0, 14),
      keyPrefix: key.slice(0, 14),
      scopes: ['teams:read', 'read:*'],
      status: 'active',
      createdById: organisation.owner.id,
      createdByClientId: null,
      createdByKeyId: null,
      allowedNetworks: null,
      rateLimit: 'standard',
      lastUsedAt: null,
      expiresAt: expect.any(String),
      revokedAt: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      warning: 'Save this key securely. It will not be shown again.',
    });
    const { expiresAt, createdAt } = created as unknown as { expiresAt: string; createdAt: string };
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(30 * 86_400_000);

    const random = key.slice(14);
    const stored = JSON.stringify(await asOwner('SELECT * FROM api_keys WHERE id = $1', [created.id]));
    expect(stored).not.toContain(random);
    const events = await eventsOf(created.id);
    expect(events).toEqual([
      {
        event_type: 'api_key.created',
        user_id: organisation.owner.id,
        metadata: { name: 'Robot', scopes: ['teams:read', 'read:*'] },
      },
    ]);
    for (const path of [PATH, `${PATH}/${created.id}`]) {
      const shown = await (await sendAs(organisation, 'GET', path)).text();
      expect(shown).toContain(created.id);
      expect(shown).not.toContain(random);
      expect(shown).not.toContain('Hash');
    }
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: undefined }, 'name'],
    [{ scopes: undefined }, 'scopes'],
    [{ scopes: 'teams:read' }, 'scopes'],
    [{ scopes: [7] }, 'scopes'],
    [{ scopes: Array.from({ length: 101 }, () => 'teams:read') }, 'scopes'],
    [{ expiresInDays: 0 }, 'expiresInDays'],
    [{ expiresInDays: -1 }, 'expiresInDays'],
    [{ expiresInDays: 1.5 }, 'expiresInDays'],
    [{ expiresInDays: 1e9 }, 'expiresInDays'],
    [{ allowedNetworks: [] }, 'allowedNetworks'],
    [{ allowedNetworks: ['192.0.2.7/24'] }, 'allowedNetworks'],
    [{ allowedNetworks: ['everywhere'] }, 'allowedNetworks'],
    [{ rateLimit: 'boundless' }, 'rateLimit'],
  ])('%j: 400 naming %s', async (fields, field) => {
    const answer = await post(organisation, fields);
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { path: string[] }[] };
    expect(errors[0]?.path[0]).toBe(field);
  });

  it('null stands for no expiry and any network', async () => {
    const answer = await post(organisation, { expiresInDays: null, allowedNetworks: null });
    expect(await answer.json()).toMatchObject({ expiresAt: null, allowedNetworks: null });
  });

  it('gives no permission that its maker lacks, in any spelling; nothing is written', async () => {
    const before = (await pageOf('limit=1')).total;
    for (const scopes of [['*'], ['organisation:delete'], ['organisation:*'], ['org:manage'], ['teams:read', '*']]) {
      const answer = await post(admin, { scopes });
      expect(answer.status, String(scopes)).toBe(403);
      expectFlights(answer, 1);
    }
    expect((await pageOf('limit=1')).total).toBe(before);
    expect((await post(admin, { scopes: ['organisation:update', 'teams:write', 'users:manage'] })).status).toBe(201);
    expect((await post(organisation, { scopes: ['*'] })).status).toBe(201);
  });

  it('needs api_keys:create', async () => {
    expect((await post(staff)).status).toBe(403);
    expect((await sendAs(staff, 'GET', PATH)).status).toBe(403);
  });

  it('is not for guests, nor for applications of third parties: the key would outlast the consent', async () => {
    const guest = await createGuest(organisation, await createOrganisation(), 'admin');
    const client = await createClient(organisation.id);
    const asGuest = (await obtainTokens({ ...organisation, cookies: guest.cookies }, client, 'openid')).access_token;
    const partner = await createClient(organisation.id, {
      firstParty: false,
      requireConsent: false,
      scopes: ['openid', 'api_keys:create', 'teams:read'],
      columns: { allow_api: true },
    });
    const scope = 'openid api_keys:create teams:read';
    const asPartner = (await obtainTokens(organisation, partner, scope, { resource: ISSUER })).access_token;
    const wanted = { name: 'Robot', scopes: ['teams:read'] };
    for (const [token, detail] of [
      [asGuest, 'Guests cannot create API keys'],
      [asPartner, 'Applications of third parties cannot create API keys for a person'],
    ]) {
      const answer = await postJson(PATH, wanted, { Authorization: `Bearer ${token}` });
      expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([403, detail]);
    }
    const firstParty = (await obtainTokens(organisation, client, 'openid')).access_token;
    expect((await postJson(PATH, wanted, { Authorization: `Bearer ${firstParty}` })).status).toBe(201);
  });
});

describe('GET /v1/admin/api-keys', () => {
  let its: TestOrganisation;
  let keys: TestApiKey[];

  beforeAll(async () => {
    its = await createOrganisation();
    keys = [];
    for (const name of ['Delta 100%', 'alpha', 'Bravo', 'charlie']) {
      keys.push(await createApiKey(its, ['teams:read'], { name, expiresInDays: 1 }));
    }
    await asOwner(`UPDATE api_keys SET expires_at = now() - interval '1 day' WHERE id = $1`, [keys[1]?.id]);
    await asOwner(`UPDATE api_keys SET revoked_at = now(), expires_at = now() - interval '1 day' WHERE id = $1`, [
      keys[2]?.id,
    ]);
    await asOwner('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [keys[3]?.id]);
  });

  const names = async (query: string) => (await pageOf(query, its)).data.map(({ name }) => name);

  it('has the envelope, in two round trips', async () => {
    const answer = await sendAs(its, 'GET', `${PATH}?limit=2`);
    expectFlights(answer, 2);
    expect(await answer.json()).toMatchObject({
      data: [{ name: 'charlie' }, { name: 'Bravo' }],
      total: 4,
      limit: 2,
      offset: 0,
      page: 1,
      pages: 2,
      pagination: { total: 4, limit: 2, offset: 0 },
      nextCursor: expect.any(String),
    });
  });

  it.each([
    ['sort=createdAt&order=asc', ['Delta 100%', 'alpha', 'Bravo', 'charlie']],
    ['sort=-createdAt', ['charlie', 'Bravo', 'alpha', 'Delta 100%']],
    ['sort=lastUsedAt&order=desc&limit=1', ['charlie']],
    ['sort=lastUsedAt&order=asc&limit=1', ['charlie']],
    ['search=ALPH', ['alpha']],
    ['search=100%25', ['Delta 100%']],
    ['search=10_%25', []],
    ['status=active', ['charlie', 'Delta 100%']],
    ['filter[status]=expired', ['alpha']],
    ['status=revoked', ['Bravo']],
    ['status=&search=', ['charlie', 'Bravo', 'alpha', 'Delta 100%']],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('sorts by name', async () => {
    const sorted = await names('sort=name&order=asc');
    expect([...sorted].sort()).toEqual(['Bravo', 'Delta 100%', 'alpha', 'charlie'].sort());
    expect(await names('sort=name&order=desc')).toEqual(sorted.reverse());
  });

  it('finds a key by its prefix', async () => {
    expect(await names(`search=${keys[0]?.prefix}`)).toEqual(['Delta 100%']);
  });

  it('tells what has ended', async () => {
    const { data } = await pageOf('sort=createdAt&order=asc', its);
    expect(data.map(({ status }) => status)).toEqual(['active', 'expired', 'revoked', 'active']);
  });

  it.each(['asc', 'desc'])('pages by cursor: %s', async (order) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await pageOf(`limit=2&order=${order}&cursor=${cursor}`, its);
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(await names(`order=${order}`));
  });

  it.each(['garbage', 'WyJ4Il0', 'W10'])('a cursor of another list is refused: %s', async (cursor) => {
    const answer = await sendAs(its, 'GET', `${PATH}?cursor=${cursor}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ path: ['cursor'] }] });
  });

  it('shows no key of another organisation', async () => {
    const { id } = keys[0] as TestApiKey;
    expect((await pageOf('limit=100')).data.map((key) => key.id)).not.toContain(id);
    const answer = await sendAs(organisation, 'GET', `${PATH}/${id}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ detail: 'API key not found' });
    expect((await sendAs(organisation, 'POST', `${PATH}/${id}/revoke`)).status).toBe(404);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('one key: in two round trips', async () => {
    const answer = await sendAs(its, 'GET', `${PATH}/${keys[0]?.id}`);
    expectFlights(answer, 2);
    expect(await answer.json()).toMatchObject({ id: keys[0]?.id, name: 'Delta 100%', status: 'active' });
  });
});

describe('POST /v1/admin/api-keys/{id}/revoke', () => {
  it('revokes for good, in two round trips, with one event; a second time changes nothing', async () => {
    const { id } = await createApiKey(organisation, ['*']);
    const revoke = () => sendAs(organisation, 'POST', `${PATH}/${id}/revoke`);
    const answer = await revoke();
    expect([answer.status, await answer.json()]).toEqual([200, { message: 'API key revoked successfully' }]);
    expectFlights(answer, 2);
    const show = async () => (await sendAs(organisation, 'GET', `${PATH}/${id}`)).json();
    const revoked = await show();
    expect(revoked).toMatchObject({ status: 'revoked', revokedAt: expect.any(String) });
    expect((await revoke()).status).toBe(200);
    expect(await show()).toEqual(revoked);
    expect(await eventsOf(id)).toMatchObject([{ event_type: 'api_key.created' }, { event_type: 'api_key.revoked' }]);
  });

  it('is recorded once when two do it at once', async () => {
    const { id } = await createApiKey(organisation, ['*']);
    const both = [admin, organisation].map((who) => sendAs(who, 'POST', `${PATH}/${id}/revoke`));
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    expect(await eventsOf(id)).toHaveLength(2);
  });

  it('a key revokes itself without the permission, and no other key', async () => {
    const key = await createApiKey(organisation, ['teams:read']);
    const other = await createApiKey(organisation, ['teams:read']);
    const revoke = (id: string) => sendWithKey(key, 'POST', `${PATH}/${id}/revoke`);
    expect((await revoke(other.id)).status).toBe(403);
    expect((await revoke(key.id)).status).toBe(200);
    expect((await revoke(key.id)).status).toBe(401);
    expect((await sendWithKey(other, 'GET', '/v1/admin/teams')).status).toBe(200);
    expect(await eventsOf(key.id)).toMatchObject([
      { event_type: 'api_key.created' },
      { event_type: 'api_key.revoked', user_id: null, metadata: { apiKeyId: key.id } },
    ]);
  });

  it('a key that is revoked while it makes another one leaves none that works', async () => {
    const parent = await createApiKey(organisation, ['*']);
    const [made] = await Promise.all([
      sendWithKey(parent, 'POST', PATH, { body: { name: 'Late', scopes: ['*'] } }),
      sendAs(organisation, 'POST', `${PATH}/${parent.id}/revoke`),
    ]);
    if (made.status !== 201) return expect(made.status).toBe(401);
    const child = (await made.json()) as TestApiKey;
    expect((await sendWithKey(child, 'GET', '/v1/admin/teams')).status).toBe(401);
  });

  it('needs api_keys:revoke', async () => {
    const { id } = await createApiKey(organisation, ['*']);
    expect((await sendAs(staff, 'POST', `${PATH}/${id}/revoke`)).status).toBe(403);
  });

  it.each(['self', '00000000-0000-7000-8000-000000000000', "'"])('404 for %s', async (id) => {
    expect((await sendAs(organisation, 'POST', `${PATH}/${encodeURIComponent(id)}/revoke`)).status).toBe(404);
    expect((await sendAs(organisation, 'GET', `${PATH}/${encodeURIComponent(id)}`)).status).toBe(404);
  });
});
