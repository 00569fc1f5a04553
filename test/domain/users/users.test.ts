import { beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { deleteUser } from '../../../src/domain/users/deletion.ts';
import { listUsers } from '../../../src/domain/users/listing.ts';
import { getUser } from '../../../src/domain/users/users.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';

const DEFAULTS = { sort: 'createdAt', order: 'desc', limit: 50, offset: 0 } as const;

/** Runs domain code for an organisation. @returns its result and its round trips */
async function inTenant<T>(organisationId: string, work: (tenant: Tenant) => Promise<T>) {
  return withContext(async (context) => {
    const before = context.db.flights;
    const result = await work(context.openTenant(organisationId, {}));
    return { result, flights: context.db.flights - before };
  });
}

async function addPeople(organisationId: string, count: number): Promise<string[]> {
  const unique = crypto.randomUUID().slice(0, 8);
  const people = Array.from({ length: count }, (_, index) => ({
    id: uuidv7(new Date(Date.now() - (count - 1 - index) * 60_000)),
    email: `person-${index}-${unique}@example.com`,
    name: `Person ${index}`,
  }));
  await asOwner(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
     SELECT id, $1, email, 'Person', name, name FROM jsonb_to_recordset($2::jsonb) AS p(id uuid, email text, name text)`,
    [organisationId, JSON.stringify(people)],
  );
  return people.map((person) => person.id);
}

describe('people of an organisation', () => {
  let organisation: TestOrganisation;
  let stranger: TestOrganisation;
  let ids: string[];

  beforeAll(async () => {
    organisation = await createOrganisation();
    stranger = await createOrganisation();
    ids = await addPeople(organisation.id, 25);
  });

  it('are listed with their total and roles in one round trip', async () => {
    const { result, flights } = await inTenant(organisation.id, (tenant) =>
      listUsers(tenant, { ...DEFAULTS, limit: 10 }),
    );
    expect(flights).toBe(1);
    expect(result.total).toBe(26);
    expect(result.users).toHaveLength(10);
    const all = await inTenant(organisation.id, (tenant) => listUsers(tenant, DEFAULTS));
    const owner = all.result.users.find((user) => user.id === organisation.owner.id);
    expect(owner?.roles.map((role) => role.slug)).toEqual(['owner']);
  });

  it('are paged by cursor without repeating or skipping anybody while people join', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await inTenant(organisation.id, (tenant) => listUsers(tenant, { ...DEFAULTS, limit: 10, cursor }));
      expect(page.flights).toBe(1);
      seen.push(...page.result.users.map((user) => user.id));
      cursor = page.result.nextCursor ?? undefined;
      // New people sort before the first page.
      if (seen.length === 10) await addPeople(organisation.id, 1);
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(new Set(seen)).toEqual(new Set([...ids, organisation.owner.id]));
  });

  it.each(['PERSON 7', 'erson 7', 'person-7-'])('are found by any part of name or address: %s', async (search) => {
    const { result, flights } = await inTenant(organisation.id, (tenant) => listUsers(tenant, { ...DEFAULTS, search }));
    expect(result.users.map((user) => user.id)).toEqual([ids[7]]);
    expect(flights).toBe(1);
  });

  it.each(['%', '_', '\\', "'; DROP TABLE users; --"])('are searched for the literal text %s', async (search) => {
    const { result } = await inTenant(organisation.id, (tenant) => listUsers(tenant, { ...DEFAULTS, search }));
    expect(result).toEqual({ users: [], nextCursor: null, total: 0, isEstimate: false });
  });

  it('are not found, read or deleted by another organisation', async () => {
    const listed = await inTenant(stranger.id, (tenant) => listUsers(tenant, { ...DEFAULTS, search: 'Person 7' }));
    expect(listed.result.total).toBe(0);
    const id = ids[7] as string;
    await expect(inTenant(stranger.id, (tenant) => getUser(tenant, id))).rejects.toMatchObject({ code: 'not_found' });
    await expect(inTenant(stranger.id, (tenant) => deleteUser(tenant, id))).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await inTenant(organisation.id, (tenant) => getUser(tenant, id))).result.id).toBe(id);
  });

  it.each(['no-id', '', '00000000-0000-7000-8000-000000000000'])('are not found by the unknown id %j', async (id) => {
    await expect(inTenant(organisation.id, (tenant) => getUser(tenant, id))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('cannot lose their owner by deletion', async () => {
    await expect(
      inTenant(organisation.id, (tenant) => deleteUser(tenant, organisation.owner.id)),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a deleted person', () => {
  it('loses sessions, tokens, consents and roles in one round trip, and the audit log records it', async () => {
    const organisation = await createOrganisation();
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens(organisation, client);
    // The organisation gets another owner, so that this account can be deleted.
    const [heir] = (await addPeople(organisation.id, 1)) as [string];
    await asOwner('UPDATE organisations SET owner_id = $2 WHERE id = $1', [organisation.id, heir]);
    const { flights } = await inTenant(organisation.id, (tenant) => deleteUser(tenant, organisation.owner.id));
    expect(flights).toBe(1);
    expect((await send('/v1/me/profile', { headers: { Cookie: organisation.cookies } })).status).toBe(401);
    const bearer = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers: bearer })).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
    const listed = await inTenant(organisation.id, (tenant) => listUsers(tenant, DEFAULTS));
    expect(listed.result.users.map((user) => user.id)).toEqual([heir]);
    expect(await asOwner('SELECT 1 FROM user_roles WHERE user_id = $1', [organisation.owner.id])).toEqual([]);
    const trace = await asOwner(`SELECT 1 FROM audit_logs WHERE event_type = 'user.deleted' AND resource_id = $1`, [
      organisation.owner.id,
    ]);
    expect(trace).toHaveLength(1);
    const again = inTenant(organisation.id, (tenant) => deleteUser(tenant, organisation.owner.id));
    await expect(again).rejects.toMatchObject({ code: 'not_found' });
  });
});
