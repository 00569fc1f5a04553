import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ROLES, PERMISSIONS } from '../../../src/domain/access/permissions.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { makeMember } from '../../support/guests.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { addRole, roleIdOf, type TestRole } from '../../support/roles.ts';

const ROLES = '/v1/admin/roles';
const PERMISSIONS_PATH = '/v1/admin/permissions';

let organisation: TestOrganisation;
let staff: TestPerson;
let nobody: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
  staff = await createPerson(organisation, 'staff');
  nobody = await createPerson(organisation);
});

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;
interface Listed<Row> {
  data: Row[];
  total: number;
  totalIsEstimate?: true;
  nextCursor: string | null;
}

async function read<Row>(path: string, who: Who = organisation): Promise<Listed<Row>> {
  const answer = await sendAs(who, 'GET', path);
  expect(answer.status, await answer.clone().text()).toBe(200);
  expectFlights(answer, 2);
  return answer.json();
}

const slugs = (listed: Listed<{ slug: string }>) => listed.data.map(({ slug }) => slug);

describe('The roles of an organisation', () => {
  it('are listed with their permissions and the number of those who have them', async () => {
    const listed = await read<TestRole>(`${ROLES}?limit=50&offset=0`);
    expect(slugs(listed)).toEqual(['admin', 'manager', 'owner', 'staff']);
    expect(listed).toMatchObject({ total: 4, pagination: { total: 4, limit: 50, offset: 0 }, nextCursor: null });
    for (const role of listed.data) {
      const { permissions, name } = DEFAULT_ROLES.find(({ slug }) => slug === role.slug) ?? { permissions: [] };
      expect(role.permissions.map(({ slug }) => slug)).toEqual([...permissions].sort());
      expect(role).toMatchObject({
        organisationId: organisation.id,
        name,
        isDefault: role.slug === 'staff',
        isSystemRole: role.slug === 'owner',
        permissionCount: permissions.length,
        _count: { users: role.slug === 'owner' || role.slug === 'staff' ? 1 : 0 },
      });
    }
    const [admin] = listed.data;
    expect(admin?.permissions[0]).toEqual({
      id: expect.any(String),
      ...PERMISSIONS.find((p) => p.slug === 'api_keys:create'),
    });
    const answer = await sendAs(organisation, 'GET', `${ROLES}/${admin?.id}`);
    expectFlights(answer, 2);
    expect(await answer.json()).toEqual(admin);
  });

  it('are counted without deleted people, and with guests', async () => {
    const its = await createOrganisation();
    const gone = await createPerson(its, 'staff');
    expect((await sendAs(its, 'DELETE', `/v1/admin/users/${gone.id}`)).status).toBe(204);
    const memberId = await makeMember(its, organisation, staff.id);
    const roleId = await roleIdOf(its.id, 'staff');
    const counts = async () => {
      const listed = await read<TestRole>(`${ROLES}?search=staff`, its);
      const single = (await (await sendAs(its, 'GET', `${ROLES}/${roleId}`)).json()) as TestRole;
      return [...listed.data.map((role) => role._count), single._count];
    };
    expect(await counts()).toEqual([{ users: 1 }, { users: 1 }]);
    await asOwner('UPDATE organisation_members SET left_at = now() WHERE id = $1', [memberId]);
    expect(await counts()).toEqual([{ users: 0 }, { users: 0 }]);
  });

  it('are counted up to a thousand people, and it is said when there are more', async () => {
    const its = await createOrganisation();
    await asOwner(
      `WITH people AS (
         INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
         SELECT gen_random_uuid(), $1::uuid, 'many-' || n || '@' || $1::text || '.example', '', '', 'Many'
         FROM generate_series(1, 1001) n RETURNING id)
       INSERT INTO user_roles (organisation_id, user_id, role_id) SELECT $1, people.id, roles.id FROM people, roles
       WHERE roles.organisation_id = $1 AND slug = 'staff'`,
      [its.id],
    );
    const [role] = (await read<TestRole>(`${ROLES}?search=staff`, its)).data;
    expect(role?._count).toEqual({ users: 1_001, usersIsEstimate: true });
    const single = await sendAs(its, 'GET', `${ROLES}/${role?.id}`);
    expect(await single.json()).toMatchObject({ _count: { users: 1_001, usersIsEstimate: true } });
  });

  describe('page', () => {
    let its: TestOrganisation;

    beforeAll(async () => {
      its = await createOrganisation();
      await asOwner('DELETE FROM roles WHERE organisation_id = $1 AND slug <> $2', [its.id, 'owner']);
      for (const slug of ['c', 'a', 'b']) await addRole(its.id, slug, ['users:read']);
      await asOwner(`UPDATE roles SET name = 'Same' WHERE organisation_id = $1 AND slug <> 'b'`, [its.id]);
      await asOwner(`UPDATE roles SET name = '100% Ärger_\\' WHERE organisation_id = $1 AND slug = 'b'`, [its.id]);
    });

    it.each([
      ['slug', ['a', 'b', 'c', 'owner']],
      ['-slug', ['owner', 'c', 'b', 'a']],
      ['createdAt', ['owner', 'c', 'a', 'b']],
      ['createdAt&order=desc', ['b', 'a', 'c', 'owner']],
    ])('by page sorted by %s, and by cursor', async (sort, expected) => {
      expect(slugs(await read(`${ROLES}?sort=${sort}`, its))).toEqual(expected);
      expect(slugs(await read(`${ROLES}?sort=${sort}&page=2&per_page=3`, its))).toEqual(expected.slice(3));
      const first = await read<TestRole>(`${ROLES}?sort=${sort}&limit=2`, its);
      const second = await read<TestRole>(`${ROLES}?sort=${sort}&limit=2&cursor=${first.nextCursor}`, its);
      expect([...slugs(first), ...slugs(second)]).toEqual(expected);
      // Counted for the roles of this page.
      const users = [...first.data, ...second.data].map(({ slug, _count }) => [slug, _count.users]);
      expect(Object.fromEntries(users)).toEqual({ a: 0, b: 0, c: 0, owner: 1 });
      expect(await read(`${ROLES}?sort=${sort}&limit=2&cursor=${second.nextCursor}`, its)).toMatchObject({
        data: [],
        total: 4,
        nextCursor: null,
      });
    });

    it.each(['name', '-name'])('by page sorted by %s, roles of one name by their age', async (sort) => {
      const all = (await read<TestRole>(`${ROLES}?sort=${sort}`, its)).data.map(({ id }) => id);
      expect(new Set(all).size).toBe(4);
      const paged: string[] = [];
      let cursor: string | null = '';
      do {
        const page: Listed<TestRole> = await read(`${ROLES}?sort=${sort}&limit=1&cursor=${cursor}`, its);
        paged.push(...page.data.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(paged).toEqual(all);
    });

    it.each([
      ['ÄRGER', ['b']],
      ['%', ['b']],
      ['_', ['b']],
      ['\\', ['b']],
      ['own', ['owner']],
      ['same', ['a', 'c', 'owner']],
    ])('only with %s in their name or slug', async (search, expected) => {
      const found = await read<TestRole>(`${ROLES}?search=${encodeURIComponent(search)}`, its);
      expect([slugs(found), found.total]).toEqual([expected, expected.length]);
    });

    it.each([
      'sort=description',
      'order=up',
      'limit=x',
      'cursor=x',
      `cursor=${btoa(JSON.stringify(['a', 'no id']))}`,
      `sort=createdAt&cursor=${btoa(JSON.stringify(['no id', uuidv7()])).replace(/=+$/, '')}`,
    ])('and no page for %s', async (query) => {
      expect((await sendAs(its, 'GET', `${ROLES}?${query}`)).status).toBe(400);
    });
  });

  it('are not those of another organisation', async () => {
    const stranger = await createOrganisation();
    for (const id of [await roleIdOf(organisation.id, 'staff'), uuidv7(), 'nothing']) {
      const answer = await sendAs(stranger, 'GET', `${ROLES}/${id}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'Role not found' }]);
    }
  });
});

describe('The permission catalogue', () => {
  interface Listing {
    id: string;
    slug: string;
    category: string;
  }

  it('is listed in the order of slugs, with the group that clients show a permission in', async () => {
    const listed = await read<Listing>(`${PERMISSIONS_PATH}?limit=100`, staff);
    // Other tests add rows to the catalogue, which every organisation shares.
    const catalogue = PERMISSIONS.map(({ slug }) => slug).sort();
    expect(slugs(listed).filter((slug) => catalogue.includes(slug))).toEqual(catalogue);
    expect(listed.total).toBeGreaterThanOrEqual(catalogue.length);
    const categoryOf = Object.fromEntries(listed.data.map(({ slug, category }) => [slug, category]));
    expect(categoryOf).toMatchObject({
      '*': 'organisation',
      'permissions:read': 'roles',
      'roles:assign': 'roles',
      'api_keys:revoke': 'api_keys',
      'organisation:delete': 'organisation',
    });
    const one = listed.data.find(({ slug }) => slug === 'users:read');
    const text = PERMISSIONS.find(({ slug }) => slug === 'users:read');
    const moments = { createdAt: expect.any(String), updatedAt: expect.any(String) };
    expect(one).toEqual({ id: expect.any(String), ...text, category: 'users', isSystemPermission: true, ...moments });
  });

  it('is read in pages, and searched', async () => {
    const all = PERMISSIONS.map(({ slug }) => slug).filter((slug) => slug.startsWith('roles:'));
    const path = `${PERMISSIONS_PATH}?search=roles:`;
    const first = await read<Listing>(`${path}&limit=2`);
    const second = await read<Listing>(`${path}&limit=2&cursor=${first.nextCursor}`);
    expect([...slugs(first), ...slugs(second)]).toEqual(all.sort().slice(0, 4));
    expect(slugs(await read(`${path}&page=2&per_page=2`))).toEqual(all.slice(2, 4));
    expect(first).toMatchObject({ total: all.length, limit: 2, offset: 0, page: 1 });
    expect(await read<Listing>(`${path}&limit=100`)).toMatchObject({ total: all.length, nextCursor: null });
    const found = await read<Listing>(`${PERMISSIONS_PATH}?search=API_keys:C`);
    expect([slugs(found), found.total]).toEqual([['api_keys:create'], 1]);
    expect((await sendAs(organisation, 'GET', `${PERMISSIONS_PATH}?cursor=x`)).status).toBe(400);
  });

  it('answers one permission, by its id or its slug', async () => {
    const [one] = (await read<Listing>(`${PERMISSIONS_PATH}?search=users:read`)).data;
    for (const reference of [one?.id, 'users:read']) {
      const answer = await sendAs(staff, 'GET', `${PERMISSIONS_PATH}/${reference}`);
      expectFlights(answer, 2);
      expect(await answer.json()).toEqual(one);
    }
    for (const reference of [uuidv7(), 'users:fly', 'nothing']) {
      const answer = await sendAs(staff, 'GET', `${PERMISSIONS_PATH}/${reference}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'Permission not found' }]);
    }
  });
});

it.each([ROLES, PERMISSIONS_PATH, `${PERMISSIONS_PATH}/users:read`])(
  'nobody without permissions reads %s',
  async (path) => {
    expect((await sendAs(nobody, 'GET', path)).status).toBe(403);
    expect((await sendAs(staff, 'GET', path)).status).toBe(200);
  },
);
