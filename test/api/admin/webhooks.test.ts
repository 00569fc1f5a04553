import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ENDPOINTS_MAX } from '../../../src/domain/webhooks/endpoints.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createApiKey, sendWithKey } from '../../support/api-keys.ts';
import { expectFlights, ISSUER, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';
import type { Administrator } from '../../support/registered-clients.ts';

const WEBHOOKS = '/v1/admin/webhooks';
const URL = 'https://receiver.example.com/cerberus';
const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/;

let organisation: TestOrganisation;
let stranger: TestOrganisation;

beforeAll(async () => {
  vi.stubGlobal('fetch', async () => new Response());
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
});

afterAll(() => {
  vi.unstubAllGlobals();
});

interface Webhook {
  id: string;
  url: string;
  events: string[];
  clientId: string | null;
  isActive: boolean;
  secret: string;
}

const create = (fields: object = {}, who: Administrator = organisation) =>
  sendAs(who, 'POST', WEBHOOKS, { url: URL, events: ['user.created'], ...fields });

async function created(fields: object = {}, who: Administrator = organisation): Promise<Webhook> {
  const answer = await create(fields, who);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
}

const pathOf = ({ id }: { id: string }, action = '') => `${WEBHOOKS}/${id}${action}`;

async function rowOf({ id }: { id: string }) {
  const [row] = await asOwner<Record<string, unknown>>('SELECT * FROM webhook_endpoints WHERE id = $1', [id]);
  return row;
}

const eventsOf = async ({ id }: { id: string }) =>
  (
    await asOwner<{ type: string }>('SELECT event_type AS type FROM audit_logs WHERE resource_id = $1 ORDER BY id', [
      id,
    ])
  ).map(({ type }) => type);

describe('A webhook', () => {
  it('is added, read, changed, given another secret and deleted, and each leaves a trace', async () => {
    const answer = await create();
    expectFlights(answer, 2);
    const { secret, ...webhook } = (await answer.json()) as Webhook;
    expect(secret).toMatch(SECRET);
    expect(webhook).toEqual({
      ...{ id: webhook.id, url: URL, events: ['user.created'], clientId: null, isActive: true, active: true },
      ...{ disabledAt: null, lastTriggeredAt: null, failureCount: 0, previousSecretExpiresAt: null },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
    });
    const read = await sendAs(organisation, 'GET', pathOf(webhook));
    expectFlights(read, 2);
    expect(await read.json()).toEqual(webhook);
    const changed = await sendAs(organisation, 'PATCH', pathOf(webhook), { events: ['*'], isActive: false });
    expectFlights(changed, 2);
    expect(await changed.json()).toMatchObject({ url: URL, events: ['*'], isActive: false, active: false });
    const rotated = await sendAs(organisation, 'POST', pathOf(webhook, '/rotate-secret'));
    expectFlights(rotated, 2);
    const again = (await rotated.json()) as Webhook;
    expect(again).toMatchObject({ id: webhook.id, secret: expect.stringMatching(SECRET) });
    expect(again.secret).not.toBe(secret);
    const deleted = await sendAs(organisation, 'DELETE', pathOf(webhook));
    expectFlights(deleted, 2);
    expect(deleted.status).toBe(204);
    expect((await sendAs(organisation, 'DELETE', pathOf(webhook))).status).toBe(404);
    const rotation = 'webhook.secret_rotated';
    expect(await eventsOf(webhook)).toEqual(['webhook.created', 'webhook.updated', rotation, 'webhook.deleted']);
  });

  it('has a secret that is stored sealed, and that no read shows', async () => {
    const webhook = await created();
    expect(JSON.stringify(await rowOf(webhook))).not.toContain(webhook.secret);
    for (const path of [WEBHOOKS, pathOf(webhook)]) {
      const text = await (await sendAs(organisation, 'GET', path)).text();
      expect(text).not.toContain('whsec_');
    }
    const logged = await asOwner('SELECT metadata FROM audit_logs WHERE organisation_id = $1', [organisation.id]);
    expect(JSON.stringify(logged)).not.toContain('whsec_');
  });

  it('keeps the previous secret for a day, for a chosen time, or not at all', async () => {
    const webhook = await created();
    const rotate = async (body?: object) =>
      (await (await sendAs(organisation, 'POST', pathOf(webhook, '/rotate-secret'), body)).json()) as {
        previousSecretExpiresAt: string | null;
        updatedAt: string;
      };
    const lasting = ({ previousSecretExpiresAt: until, updatedAt }: Awaited<ReturnType<typeof rotate>>) =>
      until && Date.parse(until) - Date.parse(updatedAt);
    const { secret_encrypted: first } = (await rowOf(webhook)) ?? {};
    expect(lasting(await rotate())).toBe(86_400_000);
    expect(await rowOf(webhook)).toMatchObject({ previous_secret_encrypted: first });
    expect(lasting(await rotate({ overlapSeconds: 60 }))).toBe(60_000);
    expect(lasting(await rotate({ overlapSeconds: 0 }))).toBeNull();
    expect(await rowOf(webhook)).toMatchObject({ previous_secret_encrypted: null });
  });

  it('that was switched off for its failures starts afresh when it is switched on, by either name', async () => {
    for (const fields of [{ isActive: true }, { active: true }]) {
      const webhook = await created();
      const failing = 'failure_count = 12, failing_since = now(), paused_until = now(), disabled_at = now()';
      await asOwner(`UPDATE webhook_endpoints SET is_active = false, ${failing} WHERE id = $1`, [webhook.id]);
      const changed = await sendAs(organisation, 'PATCH', pathOf(webhook), fields);
      expect(await changed.json()).toMatchObject({ isActive: true, failureCount: 0, disabledAt: null });
      expect(await rowOf(webhook)).toMatchObject({ failing_since: null, paused_until: null });
    }
  });

  it('of another organisation does not exist', async () => {
    const webhook = await created();
    for (const id of [webhook.id, uuidv7(), 'nothing']) {
      const answers = [
        await sendAs(stranger, 'GET', pathOf({ id })),
        await sendAs(stranger, 'PATCH', pathOf({ id }), { isActive: false }),
        await sendAs(stranger, 'DELETE', pathOf({ id })),
        await sendAs(stranger, 'POST', pathOf({ id }, '/rotate-secret')),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    }
    expect((await sendAs(organisation, 'GET', pathOf(webhook))).status).toBe(200);
    expect(await eventsOf(webhook)).toEqual(['webhook.created']);
  });

  it('is not changed after somebody else did, and deliveries are no change', async () => {
    const webhook = await created();
    const etag = (await sendAs(organisation, 'GET', pathOf(webhook))).headers.get('ETag') ?? '';
    await asOwner('UPDATE webhook_endpoints SET failure_count = 1, last_triggered_at = now() WHERE id = $1', [
      webhook.id,
    ]);
    const { cookies, csrf } = organisation;
    const headers = { Cookie: cookies, 'X-CSRF-Token': csrf, 'Content-Type': 'application/json', 'If-Match': etag };
    const change = (fields: object) =>
      send(pathOf(webhook), { method: 'PATCH', headers, body: JSON.stringify(fields) });
    expect((await change({ isActive: false })).status).toBe(200);
    expect((await change({ isActive: true })).status).toBe(412);
  });
});

describe('What a webhook is told of', () => {
  it('is what its names stand for, in whichever vocabulary', async () => {
    const events = ['login.success', 'user.login', 'role.assigned', 'webhook.test', 'team.created'];
    const webhook = await created({ events });
    expect(webhook.events).toEqual(events);
    const types = ['user.login.success', 'user.role_assigned', 'team.created'];
    expect(await rowOf(webhook)).toMatchObject({ event_types: types });
    expect(await rowOf(await created({ events: ['user.created', '*'] }))).toMatchObject({ event_types: ['*'] });
  });

  it('is something that exists', async () => {
    const answer = await create({ events: ['user.created', 'user.craeted', 'nothing'] });
    expect(answer.status).toBe(400);
    const message = 'There is no event "user.craeted", "nothing"';
    expect(await answer.json()).toMatchObject({ errors: [{ path: ['events'], message }] });
    expect((await create({ events: [] })).status).toBe(400);
  });

  it('is limited to a client that the organisation has', async () => {
    const [client, foreign] = [await createClient(organisation.id), await createClient(stranger.id)];
    expect((await created({ clientId: client.id })).clientId).toBe(client.id);
    expect((await created({ clientId: client.clientId })).clientId).toBe(client.id);
    for (const clientId of [foreign.id, uuidv7()]) expect((await create({ clientId })).status).toBe(400);
    // A form that clients know sends a secret in this place.
    for (const clientId of ['my own secret', foreign.clientId, '', null]) {
      expect((await created({ clientId })).clientId).toBeNull();
    }
  });
});

describe('The URL of a webhook', () => {
  it.each([
    ['http://receiver.example.com/', 'Only https is allowed'],
    ['https://10.0.0.1/', 'Only public hosts are allowed'],
    ['https://[fd00::1]/', 'Only public hosts are allowed'],
    ['https://metadata.internal/', 'Only public hosts are allowed'],
    ['https://a:b@receiver.example.com/', 'A user name or password in a URL is not allowed'],
    ['receiver', 'Not a URL'],
    [`${ISSUER}/v1/auth/login`, expect.any(String)],
  ])('is not %s', async (url, message) => {
    const webhook = await created();
    const answers = [await create({ url }), await sendAs(organisation, 'PATCH', pathOf(webhook), { url })];
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ path: ['url'], message }] });
    }
  });
});

describe('Webhooks', () => {
  it('are listed, searched, sorted and paged by cursor, in two round trips', async () => {
    const own = await createOrganisation();
    for (const name of ['b', 'c', 'a']) await created({ url: `https://${name}.example.com/` }, own);
    const list = async (query: string) => {
      const answer = await sendAs(own, 'GET', `${WEBHOOKS}?${query}`);
      expectFlights(answer, 2);
      const { data, ...rest } = (await answer.json()) as { data: Webhook[]; total: number; nextCursor: string | null };
      return { ...rest, hosts: data.map(({ url }) => new globalThis.URL(url).host[0]).join('') };
    };
    expect(await list('')).toMatchObject({ hosts: 'acb', total: 3, nextCursor: null });
    expect(await list('sort=url&order=asc')).toMatchObject({ hosts: 'abc' });
    expect(await list('search=C.EXAMPLE')).toMatchObject({ hosts: 'c', total: 1 });
    for (const [sort, all] of [
      ['sort=url&order=desc', 'cba'],
      ['sort=createdAt&order=asc', 'bca'],
    ]) {
      const first = await list(`${sort}&limit=2`);
      const second = await list(`${sort}&limit=2&cursor=${first.nextCursor}`);
      expect(first.hosts + second.hosts).toBe(all);
    }
  });

  it(`are at most ${ENDPOINTS_MAX} in an organisation`, async () => {
    const own = await createOrganisation();
    await asOwner(
      `INSERT INTO webhook_endpoints (id, organisation_id, url, secret_encrypted, events)
       SELECT gen_random_uuid(), $1, $2, '', '[]' FROM generate_series(1, $3)`,
      [own.id, URL, ENDPOINTS_MAX - 1],
    );
    expect((await create({}, own)).status).toBe(201);
    expect((await create({}, own)).status).toBe(409);
    const recorded = `SELECT FROM audit_logs WHERE organisation_id = $1 AND event_type = 'webhook.created'`;
    expect(await asOwner(recorded, [own.id])).toHaveLength(1);
  });

  it('need their permissions, of people and of API keys', async () => {
    const webhook = await created();
    const staff = await createPerson(organisation, 'staff');
    const key = await createApiKey(organisation, ['webhooks:read']);
    const requests: [string, string, object?][] = [
      ['GET', WEBHOOKS],
      ['PATCH', pathOf(webhook), { isActive: false }],
      ['POST', pathOf(webhook, '/rotate-secret')],
      ['DELETE', pathOf(webhook)],
    ];
    for (const [method, path, body] of requests) {
      expect((await sendAs(staff, method, path, body)).status).toBe(403);
      expect((await sendWithKey(key, method, path, { body })).status).toBe(method === 'GET' ? 200 : 403);
    }
  });
});
