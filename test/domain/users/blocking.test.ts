/** Blocking and deleting people, as administrators do. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { blockUser } from '../../../src/domain/users/blocking.ts';
import { deleteUser } from '../../../src/domain/users/deletion.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson } from '../../support/people.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const inTenant = (work: (tenant: Tenant) => Promise<void>) =>
  withContext(async (context) => {
    const before = context.db.flights;
    await work(context.openTenant(organisation.id, { userId: organisation.owner.id }));
    return context.db.flights - before;
  });
const block = (id: string, reason: string | null = null) => inTenant((tenant) => blockUser(tenant, id, reason));
const rowOf = async (id: string) =>
  (await asOwner('SELECT blocked_at, blocked_reason, deleted_at FROM users WHERE id = $1', [id]))[0];
const eventsOf = async (id: string, type: string) =>
  (
    await asOwner(`SELECT metadata FROM audit_logs WHERE resource_id = $1 AND event_type = $2 ORDER BY id`, [id, type])
  ).map(({ metadata }) => metadata);

describe('blocking a person', () => {
  it('twice keeps the date, stores the later reason, and records both, in one round trip each', async () => {
    const person = await createPerson(organisation);
    expect(await block(person.id, 'First')).toBe(1);
    const first = await rowOf(person.id);
    expect(first).toEqual({ blocked_at: expect.any(Date), blocked_reason: 'First', deleted_at: null });
    expect(await block(person.id, 'Second')).toBe(1);
    expect(await rowOf(person.id)).toEqual({ ...first, blocked_reason: 'Second' });
    expect(await eventsOf(person.id, 'user.blocked')).toEqual([{ reason: 'First' }, { reason: 'Second' }]);
  });

  it('does not affect other people', async () => {
    const [person, other] = [await createPerson(organisation), await createPerson(organisation)];
    await block(person.id);
    expect(await rowOf(other.id)).toMatchObject({ blocked_at: null });
    expect((await send('/v1/me/profile', { headers: { Cookie: other.cookies } })).status).toBe(200);
  });
});

const ACTIONS: [string, string, (tenant: Tenant, id: string) => Promise<void>][] = [
  ['blocked', 'user.blocked', (tenant, id) => blockUser(tenant, id, 'Any')],
  ['deleted', 'user.deleted', deleteUser],
];

describe.each(ACTIONS)('a person cannot be %s', (_what, event, act) => {
  it('if they are the owner: their session stays', async () => {
    const { id } = organisation.owner;
    await expect(inTenant((tenant) => act(tenant, id))).rejects.toMatchObject({ code: 'conflict' });
    expect(await rowOf(id)).toEqual({ blocked_at: null, blocked_reason: null, deleted_at: null });
    expect((await send('/v1/me/profile', { headers: { Cookie: organisation.cookies } })).status).toBe(200);
    expect(await eventsOf(id, event)).toEqual([]);
  });

  it('if they do not exist or are deleted', async () => {
    const person = await createPerson(organisation);
    await inTenant((tenant) => deleteUser(tenant, person.id));
    const before = await rowOf(person.id);
    for (const id of [person.id, uuidv7(new Date()), 'no-id']) {
      await expect(inTenant((tenant) => act(tenant, id))).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await rowOf(person.id)).toEqual(before);
  });
});
