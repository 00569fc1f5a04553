import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { createTeam, newSlug, type TestTeam } from '../../support/teams.ts';

const TEAMS = '/v1/admin/teams';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let manager: TestPerson;
let staff: TestPerson;
let nobody: TestPerson;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  manager = await createPerson(organisation, 'manager');
  staff = await createPerson(organisation, 'staff');
  nobody = await createPerson(organisation);
});

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;
interface Listed {
  data: (TestTeam & { memberCount: number })[];
  total: number;
  totalIsEstimate?: true;
  nextCursor: string | null;
}

const pathOf = ({ id }: { id: string }) => `${TEAMS}/${id}`;

function create(fields: Record<string, unknown> = {}, who: Who = organisation) {
  return sendAs(who, 'POST', TEAMS, { name: 'Sales', slug: newSlug(), ...fields });
}

async function list(query: string, who: Who = organisation): Promise<Listed> {
  const answer = await sendAs(who, 'GET', `${TEAMS}${query}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  expectFlights(answer, 2);
  return answer.json();
}

async function addTeams(organisationId: string, count: number, name = 'Team'): Promise<void> {
  await asOwner(
    `INSERT INTO teams (id, organisation_id, name, slug)
     SELECT gen_random_uuid(), $1, $2 || ' ' || n, 'team-' || lpad(n::text, 6, '0') FROM generate_series(1, $3) n`,
    [organisationId, name, count],
  );
}

function traces(id: string): Promise<{ event_type: string; metadata: unknown }[]> {
  return asOwner('SELECT event_type, metadata FROM audit_logs WHERE resource_id = $1 ORDER BY id', [id]);
}

describe('A team', () => {
  it('is created, read, changed and deleted, each in one round trip beside the session’s, and each leaves a trace', async () => {
    const words = { name: 'Sales & Störungen', slug: newSlug(), description: 'x'.repeat(500) };
    const created = await create(words);
    expectFlights(created, 2);
    expect(created.status).toBe(201);
    const team = (await created.json()) as TestTeam;
    const moments = { createdAt: expect.any(String), updatedAt: expect.any(String) };
    const whole = { id: team.id, organisationId: organisation.id, ...words, memberCount: 0, members: [], ...moments };
    expect(team).toEqual(whole);

    const read = await sendAs(organisation, 'GET', pathOf(team));
    expectFlights(read, 2);
    expect(await read.json()).toEqual(team);

    const changed = await sendAs(organisation, 'PATCH', pathOf(team), { name: 'Sales', description: '' });
    expectFlights(changed, 2);
    expect(await changed.json()).toEqual({ ...whole, name: 'Sales', description: null });

    const removed = await sendAs(organisation, 'DELETE', pathOf(team));
    expectFlights(removed, 2);
    expect([removed.status, await removed.text()]).toEqual([204, '']);
    expect((await sendAs(organisation, 'GET', pathOf(team))).status).toBe(404);
    expect(await traces(team.id)).toEqual([
      { event_type: 'team.created', metadata: { name: words.name, slug: words.slug } },
      { event_type: 'team.updated', metadata: { changes: { name: 'Sales', description: null } } },
      { event_type: 'team.deleted', metadata: {} },
    ]);
  });

  it('keeps its slug, by which applications know it, and what a change does not name', async () => {
    const team = await createTeam(organisation, { description: 'Sells' });
    const answer = await sendAs(organisation, 'PATCH', pathOf(team), { slug: 'other', name: 'Renamed' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ slug: team.slug, name: 'Renamed', description: 'Sells' });
  });

  it.each([undefined, null, ''])('needs no description: %j', async (description) => {
    expect(await createTeam(organisation, { description })).toMatchObject({ description: null });
  });

  it.each([
    { name: '' },
    { name: ' ' },
    { name: 7 },
    { name: undefined },
    { name: 'x'.repeat(101) },
    { name: 'line\nbreak' },
    { name: 'turned\u202earound' },
    { name: 'a\u0000b' },
    { name: '\u200b' },
    { slug: '' },
    { slug: undefined },
    { slug: 'Upper' },
    { slug: 'with space' },
    { slug: 'under_score' },
    { slug: 'müller' },
    { slug: 'end\n' },
    { slug: 'x'.repeat(101) },
    { description: 'x'.repeat(501) },
    { description: 'turned\u2066around' },
    { description: 7 },
  ])('must be well formed: %j', async (fields) => {
    const answer = await create(fields);
    expect(answer.status).toBe(400);
    const [field] = Object.keys(fields);
    expect(await answer.json()).toMatchObject({ errors: [expect.objectContaining({ path: [field] })] });
  });

  it.each([{ name: '' }, { name: 'turned\u202earound' }, { description: 'x'.repeat(501) }])(
    'cannot be changed into what it could not be: %j',
    async (fields) => {
      const team = await createTeam(organisation);
      expect((await sendAs(organisation, 'PATCH', pathOf(team), fields)).status).toBe(400);
      expect((await traces(team.id)).map(({ event_type }) => event_type)).toEqual(['team.created']);
    },
  );

  it('has a slug that no other team of the organisation has, however many are created at the same moment', async () => {
    const slug = newSlug();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ slug })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const refused = answers.find(({ status }) => status === 409);
    const message = 'A team with this slug exists already';
    expect(await refused?.json()).toMatchObject({ detail: message, errors: [{ path: ['slug'], message }] });
    expect((await create({ slug }, stranger)).status).toBe(201);
    const created = `SELECT FROM audit_logs WHERE organisation_id = $1 AND event_type = 'team.created' AND metadata->>'slug' = $2`;
    expect(await asOwner(created, [organisation.id, slug])).toHaveLength(1);
  });

  it('can have the slug of one that was deleted', async () => {
    const { slug, ...team } = await createTeam(organisation);
    await sendAs(organisation, 'DELETE', pathOf(team));
    expect((await create({ slug })).status).toBe(201);
  });

  it('is deleted once: who comes second is told that it is gone, and leaves no trace', async () => {
    const team = await createTeam(organisation);
    const answers = await Promise.all(Array.from({ length: 4 }, () => sendAs(organisation, 'DELETE', pathOf(team))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404]);
    const change = await sendAs(organisation, 'PATCH', pathOf(team), { name: 'Late' });
    expect([change.status, (await change.json()) as unknown]).toMatchObject([404, { detail: 'Team not found' }]);
    expect(await traces(team.id)).toHaveLength(2);
  });

  it('of another organisation does not exist', async () => {
    const team = await createTeam(organisation);
    for (const id of [team.id, uuidv7(), 'nothing']) {
      const answers = [
        await sendAs(stranger, 'GET', `${TEAMS}/${id}`),
        await sendAs(stranger, 'PATCH', `${TEAMS}/${id}`, { name: 'Theirs' }),
        await sendAs(stranger, 'DELETE', `${TEAMS}/${id}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
    expect((await list(`?search=${team.slug}`, stranger)).data).toEqual([]);
    expect(await (await sendAs(organisation, 'GET', pathOf(team))).json()).toMatchObject(team);
  });
});

describe('The list', () => {
  let its: TestOrganisation;

  beforeAll(async () => {
    its = await createOrganisation();
    await addTeams(its.id, 5);
    await asOwner(
      `INSERT INTO teams (id, organisation_id, name, slug) VALUES (gen_random_uuid(), $1, '100% Ärger_\\', 'zz-trouble')`,
      [its.id],
    );
  });

  const slugs = ({ data }: Listed) => data.map(({ slug }) => slug);

  it('is in the order of slugs, in pages by offset and by cursor', async () => {
    const all = await list('', its);
    expect(slugs(all)).toEqual([1, 2, 3, 4, 5].map((n) => `team-00000${n}`).concat('zz-trouble'));
    expect(all).toMatchObject({ total: 6, limit: 50, offset: 0, pagination: { total: 6, limit: 50, offset: 0 } });
    expect(all.nextCursor).toBeNull();
    const second = await list('?page=2&per_page=2', its);
    expect([slugs(second), second.total]).toEqual([['team-000003', 'team-000004'], 6]);
    expect(slugs(await list(`?limit=2&cursor=${second.nextCursor}`, its))).toEqual(['team-000005', 'zz-trouble']);
    expect(slugs(await list(`?limit=2&offset=1&cursor=${second.nextCursor}`, its))).toEqual(['zz-trouble']);
    expect(slugs(await list('?cursor=zz-trouble', its))).toEqual([]);
  });

  it.each([
    ['TEAM 3', ['team-000003']],
    ['trouble', ['zz-trouble']],
    ['ärger', ['zz-trouble']],
    ['%', ['zz-trouble']],
    ['_', ['zz-trouble']],
    ['\\', ['zz-trouble']],
    ['100%25 ', ['zz-trouble']],
    ["'; --", []],
  ])('finds any part of name or slug, and takes it literally: %s', async (search, expected) => {
    const found = await list(`?search=${search.includes('%25') ? search : encodeURIComponent(search)}`, its);
    expect([slugs(found), found.total]).toEqual([expected, expected.length]);
    expect(found.data.map(({ memberCount }) => memberCount)).toEqual(expected.map(() => 0));
    expect(found.data.every((team) => !('memberCountIsEstimate' in team))).toBe(true);
  });

  it('counts up to a thousand teams, and says when there are more', async () => {
    const many = await createOrganisation();
    await addTeams(many.id, 1_000);
    const exact = await list('?limit=1', many);
    expect([exact.total, exact.totalIsEstimate]).toEqual([1_000, undefined]);
    await createTeam(many);
    expect(await list('?limit=1', many)).toMatchObject({ total: 1_001, totalIsEstimate: true });
  });

  it.each(['cursor=Not-A-Slug', 'limit=x', `search=${'x'.repeat(101)}`, 'offset=10001'])(
    'refuses %s',
    async (query) => {
      expect((await sendAs(organisation, 'GET', `${TEAMS}?${query}`)).status).toBe(400);
    },
  );
});

describe('Teams are the business of those who may', () => {
  const METHODS = ['list', 'get', 'create', 'update', 'delete'];
  const attempts = async (who: Who) => {
    const team = await createTeam(organisation);
    const answers = [
      await sendAs(who, 'GET', TEAMS),
      await sendAs(who, 'GET', pathOf(team)),
      await create({}, who),
      await sendAs(who, 'PATCH', pathOf(team), { name: 'Changed' }),
      await sendAs(who, 'DELETE', pathOf(team)),
    ];
    return Object.fromEntries(answers.map(({ status }, index) => [METHODS[index], status]));
  };

  it.each([
    ['owner', () => organisation, [200, 200, 201, 200, 204]],
    ['manager', () => manager, [200, 200, 403, 200, 403]],
    ['staff', () => staff, [200, 200, 403, 403, 403]],
    ['nobody', () => nobody, [403, 403, 403, 403, 403]],
  ] as const)('%s', async (_role, who, statuses) => {
    expect(await attempts(who())).toEqual(Object.fromEntries(METHODS.map((name, index) => [name, statuses[index]])));
  });

  it('and of nobody without a credential', async () => {
    expect((await send(TEAMS, { headers: { 'X-Org-Domain': organisation.slug } })).status).toBe(401);
  });
});
