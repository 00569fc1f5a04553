import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { addRole, roleIdOf, roleTraces, type TestRole } from '../../support/roles.ts';
import { holdRow } from '../../support/row-lock.ts';

const ROLES = '/v1/admin/roles';

let organisation: TestOrganisation;
let stranger: TestOrganisation;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
});

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;

const pathOf = ({ id }: { id: string }) => `${ROLES}/${id}`;
const newName = () => `Role ${crypto.randomUUID().slice(0, 8)}`;

function create(fields: Record<string, unknown> = {}, who: Who = organisation) {
  return sendAs(who, 'POST', ROLES, { name: newName(), ...fields });
}

async function created(fields: Record<string, unknown> = {}, who: Who = organisation): Promise<TestRole> {
  const answer = await create(fields, who);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
}

async function permissionId(slug: string): Promise<string> {
  const [row] = await asOwner<{ id: string }>('SELECT id FROM permissions WHERE slug = $1', [slug]);
  return row?.id ?? '';
}

function invitationFor(roleId: string, who: Who = organisation) {
  const email = `invited-${crypto.randomUUID()}@example.com`;
  return sendAs(who, 'POST', '/v1/admin/invitations', { email, roleId });
}

describe('A role', () => {
  it('is created, changed and deleted, each in two round trips beside the session’s, and each leaves a trace', async () => {
    const name = newName();
    const permissionIds = ['users:read', await permissionId('teams:read'), 'users:read'];
    const answer = await create({ name, description: 'Helps', permissionIds });
    expectFlights(answer, 3);
    expect(answer.status).toBe(201);
    const role = (await answer.json()) as TestRole;
    const slug = name.toLowerCase().replace(' ', '-');
    expect(role).toMatchObject({ name, slug, description: 'Helps', isDefault: false, isSystemRole: false });
    expect(role).toMatchObject({ organisationId: organisation.id, permissionCount: 2, _count: { users: 0 } });
    expect(role.permissions.map((permission) => permission.slug)).toEqual(['teams:read', 'users:read']);
    expect(await (await sendAs(organisation, 'GET', pathOf(role))).json()).toEqual(role);

    const changed = await sendAs(organisation, 'PATCH', pathOf(role), { name: 'Helpers', description: '' });
    expectFlights(changed, 3);
    const after = (await changed.json()) as TestRole;
    expect(after).toEqual({ ...role, name: 'Helpers', description: null, updatedAt: expect.any(String) });
    expect(await (await sendAs(organisation, 'GET', pathOf(role))).json()).toEqual(after);

    const removed = await sendAs(organisation, 'DELETE', pathOf(role));
    expectFlights(removed, 3);
    expect([removed.status, await removed.text()]).toEqual([204, '']);
    expect((await sendAs(organisation, 'GET', pathOf(role))).status).toBe(404);
    expect(await roleTraces(role.id)).toEqual([
      {
        event_type: 'role.created',
        metadata: { name, slug, isDefault: false, permissions: ['teams:read', 'users:read'] },
      },
      { event_type: 'role.updated', metadata: { changes: { name: 'Helpers', description: null } } },
      { event_type: 'role.deleted', metadata: { name: 'Helpers', slug } },
    ]);
  });

  it('has the slug that is asked for, which no other role of the organisation has', async () => {
    const slug = `role-${crypto.randomUUID().slice(0, 8)}`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => create({ slug })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    const message = 'A role with this slug exists already';
    expect(await refused?.json()).toMatchObject({ detail: message, errors: [{ path: ['slug'], message }] });
    expect((await create({ slug }, stranger)).status).toBe(201);
    expect((await create({ slug: 'owner' })).status).toBe(409);
  });

  it('has a slug of its own without one being asked for, however many of a name are created at once', async () => {
    const name = newName();
    const roles = await Promise.all(Array.from({ length: 4 }, () => created({ name })));
    const slug = name.toLowerCase().replace(' ', '-');
    expect(roles.map((role) => role.slug).sort()).toEqual([slug, `${slug}-2`, `${slug}-3`, `${slug}-4`]);
    expect(await created({ name: '統計' })).toMatchObject({ name: '統計' });
    expect((await created({ name: 'Owner' })).slug).toMatch(/^owner-\d+$/);
  });

  it.each([
    { name: '' },
    { name: undefined },
    { name: 'a\u0000b' },
    { slug: 'Upper' },
    { slug: '' },
    { description: 7 },
    { isDefault: 'yes' },
    { permissionIds: 'users:read' },
    { permissionIds: [''] },
    { permissionIds: Array.from({ length: 201 }, () => 'users:read') },
  ])('must be well formed: %j', async (fields) => {
    expect((await create(fields)).status).toBe(400);
  });

  it.each(['users:fly', 'nothing', uuidv7()])('cannot contain what is no permission: %s', async (reference) => {
    const name = newName();
    const answer = await create({ name, permissionIds: ['users:read', reference] });
    expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'Permission not found' }]);
    expect(await asOwner('SELECT FROM roles WHERE name = $1', [name])).toEqual([]);
  });

  it('keeps its slug', async () => {
    const role = await created();
    await sendAs(organisation, 'PATCH', pathOf(role), { slug: 'other' });
    expect(await (await sendAs(organisation, 'GET', pathOf(role))).json()).toMatchObject({ slug: role.slug });
  });

  it('of another organisation does not exist', async () => {
    const role = await created();
    for (const id of [role.id, uuidv7(), 'nothing']) {
      const answers = [
        await sendAs(stranger, 'PATCH', `${ROLES}/${id}`, { name: 'Theirs' }),
        await sendAs(stranger, 'DELETE', `${ROLES}/${id}`),
      ];
      for (const answer of answers) {
        expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'Role not found' }]);
      }
    }
    expect((await roleTraces(role.id)).length).toBe(1);
  });

  it('is deleted once', async () => {
    const role = await created();
    const answers = await Promise.all(Array.from({ length: 3 }, () => sendAs(organisation, 'DELETE', pathOf(role))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    expect(await roleTraces(role.id)).toHaveLength(2);
  });
});

describe('A deleted role', () => {
  it('is lost by those who had it, at once', async () => {
    await addRole(organisation.id, 'short-lived', ['roles:read']);
    const person = await createPerson(organisation, 'short-lived');
    expect((await sendAs(person, 'GET', ROLES)).status).toBe(200);
    const id = await roleIdOf(organisation.id, 'short-lived');
    expect((await sendAs(organisation, 'DELETE', pathOf({ id }))).status).toBe(204);
    expect((await sendAs(person, 'GET', ROLES)).status).toBe(403);
  });

  it('was not the default, which has to be another one first', async () => {
    const its = await createOrganisation();
    const staff = { id: await roleIdOf(its.id, 'staff') };
    const refused = await sendAs(its, 'DELETE', pathOf(staff));
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { detail: 'This is the default role: make another one the default first' },
    ]);
    expect((await sendAs(its, 'PATCH', pathOf(staff), { isDefault: false })).status).toBe(200);
    expect((await sendAs(its, 'DELETE', pathOf(staff))).status).toBe(204);
  });

  it('was not given by pending invitations', async () => {
    const role = await created();
    const invitation = (await (await invitationFor(role.id)).json()) as { id: string };
    const refused = await sendAs(organisation, 'DELETE', pathOf(role));
    const detail = 'Pending invitations give this role: cancel them first';
    expect([refused.status, await refused.json()]).toMatchObject([409, { detail }]);
    expect(await roleTraces(role.id)).toHaveLength(1);
    await sendAs(organisation, 'DELETE', `/v1/admin/invitations/${invitation.id}`);
    expect((await sendAs(organisation, 'DELETE', pathOf(role))).status).toBe(204);
  });

  it('was not held by more than ten thousand people', async () => {
    const its = await createOrganisation();
    const id = await addRole(its.id, 'popular', ['users:read']);
    await asOwner(
      `WITH people AS (
         INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
         SELECT gen_random_uuid(), $1::uuid, 'fan-' || n || '@' || $1::text || '.example', '', '', 'Fan'
         FROM generate_series(1, 10001) n RETURNING id)
       INSERT INTO user_roles (organisation_id, user_id, role_id) SELECT $1, people.id, $2 FROM people`,
      [its.id, id],
    );
    const refused = await sendAs(its, 'DELETE', pathOf({ id }));
    const detail = 'More than 10000 people have this role: take it from them first';
    expect([refused.status, await refused.json()]).toMatchObject([409, { detail }]);
    await asOwner('DELETE FROM user_roles WHERE ctid IN (SELECT ctid FROM user_roles WHERE role_id = $1 LIMIT 1)', [
      id,
    ]);
    expect((await sendAs(its, 'DELETE', pathOf({ id }))).status).toBe(204);
  });

  it('was not the Owner role', async () => {
    const owner = { id: await roleIdOf(organisation.id, 'owner') };
    const refused = await sendAs(organisation, 'DELETE', pathOf(owner));
    expect([refused.status, await refused.json()]).toMatchObject([400, { detail: 'The Owner role cannot be deleted' }]);
  });

  it('is not given by an invitation that is sent at the same moment', async () => {
    const role = await created();
    const [removed, invited] = await holdRow('organisations', organisation.id, async (whenWaiting) => {
      const removing = sendAs(organisation, 'DELETE', pathOf(role));
      await whenWaiting(1);
      const inviting = invitationFor(role.id);
      await whenWaiting(2);
      return [removing, inviting] as const;
    }).then(async (both) => Promise.all(both));
    // Whichever comes first, the other one is refused.
    expect([204, 409]).toContain(removed.status);
    expect(invited.status).toBe(removed.status === 204 ? 404 : 201);
    const rest =
      'SELECT FROM invitations i LEFT JOIN roles r ON r.id = i.role_id WHERE i.role_id = $1 AND r.id IS NULL';
    expect(await asOwner(rest, [role.id])).toEqual([]);
  });
});

describe('The default role', () => {
  async function defaultsOf({ id }: TestOrganisation): Promise<string[]> {
    const rows = await asOwner<{ slug: string }>('SELECT slug FROM roles WHERE organisation_id = $1 AND is_default', [
      id,
    ]);
    return rows.map(({ slug }) => slug);
  }

  it('is one: another one that becomes it takes its place', async () => {
    const its = await createOrganisation();
    const first = await created({ isDefault: true }, its);
    expect(await defaultsOf(its)).toEqual([first.slug]);
    const manager = { id: await roleIdOf(its.id, 'manager') };
    const answer = await sendAs(its, 'PATCH', pathOf(manager), { isDefault: true });
    expectFlights(answer, 3);
    expect(await answer.json()).toMatchObject({ isDefault: true });
    expect(await defaultsOf(its)).toEqual(['manager']);
    await sendAs(its, 'PATCH', pathOf(manager), { isDefault: false });
    expect(await defaultsOf(its)).toEqual([]);
  });

  it('is one of those that become it at the same moment', async () => {
    const its = await createOrganisation();
    const slugs = ['admin', 'manager'];
    const roles = await Promise.all(slugs.map(async (slug) => ({ id: await roleIdOf(its.id, slug) })));
    const answers = await Promise.all([
      ...roles.map((role) => sendAs(its, 'PATCH', pathOf(role), { isDefault: true })),
      create({ isDefault: true }, its),
      create({ isDefault: true }, its),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 201, 201]);
    expect(await defaultsOf(its)).toHaveLength(1);
  });

  it('is not the Owner role, and no other organisation’s', async () => {
    const owner = { id: await roleIdOf(organisation.id, 'owner') };
    const refused = await sendAs(organisation, 'PATCH', pathOf(owner), { isDefault: true });
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { detail: 'The Owner role cannot be the default' },
    ]);
    const before = await defaultsOf(stranger);
    await created({ isDefault: true });
    expect(await defaultsOf(stranger)).toEqual(before);
  });
});

describe('Roles are changed by those who may', () => {
  const METHODS = ['create', 'update', 'delete'];

  it.each([
    ['admin', [201, 200, 204]],
    ['manager', [403, 403, 403]],
    ['staff', [403, 403, 403]],
  ] as const)('%s', async (slug, statuses) => {
    const person = await createPerson(organisation, slug);
    const role = await created();
    const answers = [
      await create({}, person),
      await sendAs(person, 'PATCH', pathOf(role), { name: 'Changed' }),
      await sendAs(person, 'DELETE', pathOf(role)),
    ];
    const named = answers.map(({ status }, index) => [METHODS[index], status]);
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(METHODS.map((name, index) => [name, statuses[index]])),
    );
  });

  it('and by nobody without a credential', async () => {
    expect((await postJson(ROLES, { name: 'Open' }, { 'X-Org-Domain': organisation.slug })).status).toBe(401);
  });
});
