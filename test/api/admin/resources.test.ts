import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, ISSUER } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import { createClient, createOrganisation, newIndicator, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';
import type { Administrator } from '../../support/registered-clients.ts';

const RESOURCES = '/v1/admin/resources';

let organisation: TestOrganisation;
let stranger: TestOrganisation;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
});

interface Resource {
  id: string;
  indicator: string;
  signingAlg: string | null;
}

const create = (fields: Record<string, unknown>, who: Administrator = organisation) =>
  sendAs(who, 'POST', RESOURCES, fields);

async function created(fields: Record<string, unknown> = {}, who: Administrator = organisation): Promise<Resource> {
  const answer = await create({ indicator: newIndicator(), ...fields }, who);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
}

const pathOf = ({ id }: { id: string }) => `${RESOURCES}/${id}`;

const eventsOf = async ({ id }: { id: string }) =>
  (
    await asOwner<{ type: string }>('SELECT event_type AS type FROM audit_logs WHERE resource_id = $1 ORDER BY id', [
      id,
    ])
  ).map(({ type }) => type);

describe('A resource', () => {
  it('is added, read, given another algorithm and deleted, and each leaves a trace', async () => {
    const indicator = newIndicator();
    const answer = await create({ indicator, signingAlg: 'ES256' });
    expectFlights(answer, 2);
    const resource = (await answer.json()) as Resource;
    const moments = { createdAt: expect.any(String), updatedAt: expect.any(String) };
    expect(resource).toEqual({ id: resource.id, indicator, signingAlg: 'ES256', ...moments });
    const read = await sendAs(organisation, 'GET', pathOf(resource));
    expectFlights(read, 2);
    expect(await read.json()).toEqual(resource);
    const changed = await sendAs(organisation, 'PATCH', pathOf(resource), { signingAlg: null });
    expectFlights(changed, 2);
    expect(await changed.json()).toMatchObject({ indicator, signingAlg: null });
    const deleted = await sendAs(organisation, 'DELETE', pathOf(resource));
    expectFlights(deleted, 3);
    expect(deleted.status).toBe(204);
    expect((await sendAs(organisation, 'DELETE', pathOf(resource))).status).toBe(404);
    expect(await eventsOf(resource)).toEqual(['resource.created', 'resource.updated', 'resource.deleted']);
  });

  it('has one owner, and who comes second is not told who that is', async () => {
    const indicator = newIndicator();
    await created({ indicator });
    const [own, other] = [await create({ indicator }), await create({ indicator }, stranger)];
    expect([own.status, other.status]).toEqual([409, 409]);
    const { instance: _, ...text } = (await own.json()) as Record<string, unknown>;
    expect(await other.json()).toMatchObject(text);
    const written = `SELECT FROM audit_logs WHERE event_type = 'resource.created' AND metadata->>'indicator' = $1`;
    expect(await asOwner(written, [indicator])).toHaveLength(1);
  });

  it.each(['', 'api', 'https://api.example.com/#part', 'https://api.example.com/a b', ISSUER, `${ISSUER}/v1`])(
    'is not called %j',
    async (indicator) => {
      const answer = await create({ indicator });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ path: ['indicator'] }] });
    },
  );

  it('of another organisation does not exist', async () => {
    const resource = await created();
    for (const id of [resource.id, uuidv7(), 'nothing']) {
      const answers = [
        await sendAs(stranger, 'GET', pathOf({ id })),
        await sendAs(stranger, 'PATCH', pathOf({ id }), { signingAlg: 'ES256' }),
        await sendAs(stranger, 'DELETE', pathOf({ id })),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
    expect(await eventsOf(resource)).toEqual(['resource.created']);
  });

  it('is the business of those who may administer clients', async () => {
    const manager = await createPerson(organisation, 'manager');
    expect((await sendAs(manager, 'GET', RESOURCES)).status).toBe(403);
    expect((await create({ indicator: newIndicator() }, manager)).status).toBe(403);
  });
});

describe('A deleted resource', () => {
  it('takes its registrations and what was issued for it with it, and comes back with nothing', async () => {
    const [gone, kept] = [await created(), await created()];
    const resources = [gone.indicator, kept.indicator];
    const client = await createClient(organisation.id, { resources });
    const scope = 'openid offline_access';
    const tokens = await obtainTokens(organisation, client, scope, { resource: gone.indicator });
    const others = await obtainTokens(organisation, client, scope, { resource: kept.indicator });
    await sendAs(organisation, 'DELETE', pathOf(gone));
    const live = `
      SELECT audience FROM tokens t WHERE client_id = $1 AND revoked_at IS NULL
      UNION ALL SELECT resources->>0 FROM refresh_tokens WHERE client_id = $1 AND revoked_at IS NULL`;
    const left = (await asOwner<{ audience: string }>(live, [client.id])).map(({ audience }) => audience);
    expect(left).toEqual([kept.indicator, kept.indicator]);
    await created({ indicator: gone.indicator });
    await sendAs(organisation, 'PATCH', `/v1/admin/clients/${client.id}`, { resources });
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
    expect((await refresh(client, others.refresh_token)).status).toBe(200);
  });
});

describe('The list', () => {
  it('is in the order of indicators, in pages by offset and by cursor, and can be searched', async () => {
    const its = await createOrganisation();
    for (const name of ['c', 'a', 'b']) await created({ indicator: newIndicator(name) }, its);
    const list = async (query: string) => {
      const answer = await sendAs(its, 'GET', `${RESOURCES}${query}`);
      expectFlights(answer, 2);
      const { data, ...rest } = (await answer.json()) as { data: Resource[]; total: number; nextCursor: string | null };
      return { ...rest, names: data.map(({ indicator }) => indicator.charAt('https://'.length)).join('') };
    };
    expect(await list('')).toMatchObject({ names: 'abc', total: 3, limit: 50, nextCursor: null });
    const first = await list('?limit=2');
    expect(first.names).toBe('ab');
    expect((await list(`?limit=2&cursor=${first.nextCursor}`)).names).toBe('c');
    expect(await list('?search=HTTPS://b-')).toMatchObject({ names: 'b', total: 1 });
    expect((await list('?search=%25')).names).toBe('');
    expect((await sendAs(its, 'GET', `${RESOURCES}?cursor=x`)).status).toBe(400);
  });
});
