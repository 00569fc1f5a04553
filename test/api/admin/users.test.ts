import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { blockUser, deleteUser } from '../../support/states.ts';
import { addTo, createTeam, type TestTeam } from '../../support/teams.ts';

const USERS = '/v1/admin/users';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let staff: TestPerson;
let team: TestTeam;
/** In the order of their names, and of their ids. */
const people = ['Bea Ahorn', 'Cem Buche', 'Dora Zeder'].map((name, index) => {
  const [firstName = '', lastName = ''] = name.split(' ');
  return { id: uuidv7(new Date(Date.now() - 60_000 + index)), name, firstName, lastName, email: '' };
});
const [bea, cem, dora] = people as [Person, Person, Person];
type Person = (typeof people)[number];

interface Listed {
  data: { id: string; name: string; roles: { slug: string }[]; teams: { id: string }[] }[];
  total: number;
  totalIsEstimate?: true;
  nextCursor: string | null;
}

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  staff = await createPerson(organisation, 'staff');
  for (const person of people) {
    person.email = `${person.firstName}-${crypto.randomUUID().slice(0, 8)}@example.com`.toLowerCase();
    await asOwner(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, password, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'none', now() - interval '1 minute')`,
      [person.id, organisation.id, person.email, person.firstName, person.lastName, person.name],
    );
  }
  team = await createTeam(organisation);
  await addTo(team, organisation, { userIds: [bea.id, cem.id] });
  await asOwner(
    `INSERT INTO user_roles (organisation_id, user_id, role_id) SELECT $1, u, id FROM roles, unnest($2::uuid[]) u
     WHERE organisation_id = $1 AND slug = 'manager'`,
    [organisation.id, [cem.id, dora.id]],
  );
  await blockUser(dora.id);
  await asOwner(`UPDATE users SET mfa_enabled = true WHERE id = $1`, [cem.id]);
  await asOwner(`UPDATE users SET password = NULL WHERE id = $1`, [bea.id]);
});

async function list(query = '', who: { cookies: string; csrf: string } = staff): Promise<Listed> {
  const answer = await sendAs(who, 'GET', `${USERS}${query}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  expectFlights(answer, 2);
  return answer.json();
}

/** The last names of those of `people` who are in a list. */
async function namesOf(query: string): Promise<string[]> {
  const { data, total } = await list(query);
  expect(total).toBe(data.length);
  return data.flatMap(({ id }) => people.filter((person) => person.id === id).map(({ firstName }) => firstName));
}

describe('The list of people', () => {
  it('has everybody of the organisation and nobody else, the newest first, with roles and teams', async () => {
    const gone = await createPerson(organisation);
    await deleteUser(gone.id);
    const { data, total } = await list('?limit=50&offset=0');
    expect(total).toBe(5);
    expect(data.map(({ id }) => id)).toEqual([staff.id, organisation.owner.id, dora.id, cem.id, bea.id]);
    const moment = expect.any(String);
    expect(data[3]).toEqual({
      ...{ id: cem.id, email: cem.email, firstName: 'Cem', lastName: 'Buche', name: 'Cem Buche', phone: null },
      ...{ emailVerifiedAt: null, mfaEnabled: true, blockedAt: null, blockedReason: null, lastLoginAt: null },
      ...{ createdAt: moment, updatedAt: moment },
      roles: [{ id: expect.any(String), name: 'Manager', slug: 'manager' }],
      teams: [{ id: team.id, name: team.name, slug: team.slug }],
    });
    expect((await list('', stranger)).total).toBe(1);
  });

  it.each([
    ['?status=blocked', ['Dora']],
    ['?filter[status]=suspended', ['Dora']],
    ['?status=active&sort=name&order=asc', ['Bea', 'Cem']],
    ['?filter[status]=invited', ['Bea']],
    ['?filter[role]=manager&sort=name', ['Cem', 'Dora']],
    ['?filter[role]=manager&sort=-name', ['Dora', 'Cem']],
    ['?filter[role]=manager&order=asc', ['Cem', 'Dora']],
    ['?role=manager&status=blocked', ['Dora']],
    ['?role=nothing', []],
    ['?filter[mfa_enabled]=true', ['Cem']],
    ['?mfa_enabled=1', ['Cem']],
    ['?mfa_enabled=0&role=manager', ['Dora']],
    ['?search=Ahorn', ['Bea']],
    ['?filter[search]=ahorn', ['Bea']],
    ['?search=ahorn&role=manager', []],
    ['?search=', ['Dora', 'Cem', 'Bea']],
  ])('answers %s', async (query, names) => {
    expect(await namesOf(query)).toEqual(names);
  });

  it('finds by team, role and address, in any combination', async () => {
    expect(await namesOf(`?filter[team]=${team.slug}&sort=name&order=asc`)).toEqual(['Bea', 'Cem']);
    expect(await namesOf(`?team=${team.id}&filter[role]=manager`)).toEqual(['Cem']);
    expect(await namesOf(`?filter[email]=${encodeURIComponent(` ${bea.email.toUpperCase()}`)}`)).toEqual(['Bea']);
    expect(await namesOf(`?filter[email]=${cem.email}&search=dora`)).toEqual([]);
    expect(await namesOf(`?filter[email]=${cem.email}&search=buche`)).toEqual(['Cem']);
    const [role] = await asOwner<{ id: string }>(
      `SELECT id FROM roles WHERE organisation_id = $1 AND slug = 'manager'`,
      [organisation.id],
    );
    expect(await namesOf(`?role=${role?.id}&sort=name`)).toEqual(['Cem', 'Dora']);
  });

  it('knows its own organisation by id and slug, and nobody of another one', async () => {
    expect((await list(`?filter[organisation]=${organisation.slug}`)).total).toBe(5);
    expect((await list(`?organisation=${organisation.id}`)).total).toBe(5);
    const answer = await sendAs(staff, 'GET', `${USERS}?filter[organisation]=${stranger.slug}`);
    expect(await answer.json()).toMatchObject({ data: [], total: 0 });
  });

  it.each([
    '',
    '&sort=name&order=asc',
    '&sort=-email',
    '&role=manager',
    '&mfa_enabled=0',
    '&search=example',
    '&order=asc',
  ])('is read to its end by cursors, each person once: %s', async (query) => {
    const whole = (await list(`?limit=100${query}`)).data.map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await list(`?limit=1&cursor=${cursor}${query}`);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(whole.length).toBeGreaterThan(1);
    expect(seen).toEqual(whole);
  });

  it.each([
    '?status=gone',
    '?sort=password',
    '?cursor=nonsense',
    '?cursor=WyJubyJd',
    '?mfa_enabled=maybe',
    '?offset=10001',
  ])('refuses %s with the name of the parameter', async (query) => {
    const answer = await sendAs(staff, 'GET', `${USERS}${query}`);
    expect(answer.status).toBe(400);
    const [name] = query.slice(1).split('=');
    expect(await answer.json()).toMatchObject({ errors: [{ path: [name] }] });
  });

  it('goes on behind a thousand people whom a filter does not match, by its cursor', async () => {
    const { id: crowd, ...admin } = await createOrganisation();
    await asOwner(
      `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, mfa_enabled)
       SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '70008000' || right(replace($1::text, '-', ''), 12))::uuid,
         $1::uuid, 'nr' || n || '@' || $1::text || '.example', '', '', 'Nr ' || n, n = 1
       FROM generate_series(1, 1100) n`,
      [crowd],
    );
    const first = await list('?mfa_enabled=1', admin);
    expect(first).toMatchObject({ data: [], total: 0, totalIsEstimate: true, nextCursor: expect.any(String) });
    const second = await list(`?mfa_enabled=1&cursor=${first.nextCursor}`, admin);
    expect(second).toMatchObject({ data: [{ name: 'Nr 1' }], total: 1, nextCursor: null });
  });
});

describe('A person', () => {
  it('is read with their roles, what these permit, and their teams', async () => {
    const answer = await sendAs(staff, 'GET', `${USERS}/${cem.id}`);
    expectFlights(answer, 2);
    const person = (await answer.json()) as { roles: { permissions: { slug: string }[] }[]; teams: unknown[] };
    expect(person).toMatchObject({ id: cem.id, name: 'Cem Buche', lastLoginAt: null });
    const [role] = person.roles;
    expect(role).toMatchObject({ name: 'Manager', slug: 'manager', description: expect.any(String) });
    const slugs = role?.permissions.map(({ slug }) => slug) ?? [];
    expect(slugs).toContain('users:update');
    expect(slugs).toEqual([...slugs].sort());
    const texts = { name: expect.any(String), description: expect.any(String) };
    expect(role?.permissions[0]).toEqual({ id: expect.any(String), slug: slugs[0], ...texts });
    expect(person.teams).toEqual([{ id: team.id, name: team.name, slug: team.slug, description: null }]);
    expect(JSON.stringify(person)).not.toContain('password');
  });

  it('of another organisation, deleted, or named by anything else is not found', async () => {
    const gone = await createPerson(organisation);
    await deleteUser(gone.id);
    for (const id of [stranger.owner.id, gone.id, uuidv7(), 'no-id']) {
      const answer = await sendAs(staff, 'GET', `${USERS}/${id}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'User not found' }]);
    }
  });
});
