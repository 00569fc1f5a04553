import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { sendAs } from '../../support/people.ts';
import { addRole, roleIdOf, roleTraces, slugsOfRole, type TestRole } from '../../support/roles.ts';

const ROLES = '/v1/admin/roles';
const MISSING = 'Role or permission not found';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let permissionId: string;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  const [row] = await asOwner<{ id: string }>(`SELECT id FROM permissions WHERE slug = 'users:read'`);
  permissionId = row?.id ?? '';
});

const newRole = (...permissions: string[]) =>
  addRole(organisation.id, `role-${crypto.randomUUID().slice(0, 8)}`, permissions);
const pathOf = (id: string) => `${ROLES}/${id}/permissions`;

/** Each way to add and to remove a permission: in the body or in the path, by id or by slug. */
const WAYS = {
  'in the body': (method: string, id: string, permission: string, who = organisation) =>
    sendAs(who, method, pathOf(id), { permissionId: permission }),
  'in the path': (method: string, id: string, permission: string, who = organisation) =>
    sendAs(who, method, `${pathOf(id)}/${permission}`),
};
const EACH = Object.entries(WAYS);

describe.each(EACH)('A permission named %s', (_where, request) => {
  it('is added and removed in two round trips, once each, and each leaves a trace', async () => {
    const roleId = await newRole('teams:read');
    const added = await request('POST', roleId, permissionId);
    expectFlights(added, 3);
    const whole = { roleId, permissionId };
    const answer = { message: 'Permission assigned to role successfully', ...whole };
    expect([added.status, await added.json()]).toEqual([201, answer]);
    expect(await slugsOfRole(roleId)).toEqual(['teams:read', 'users:read']);
    const again = await request('POST', roleId, 'users:read');
    const detail = 'Permission is already assigned to this role';
    expect([again.status, await again.json()]).toMatchObject([409, { detail }]);

    const removed = await request('DELETE', roleId, 'users:read');
    expectFlights(removed, 3);
    const farewell = { message: 'Permission removed from role successfully', ...whole };
    expect([removed.status, await removed.json()]).toEqual([200, farewell]);
    expect(await slugsOfRole(roleId)).toEqual(['teams:read']);
    const gone = await request('DELETE', roleId, permissionId);
    expect([gone.status, await gone.json()]).toMatchObject([
      404,
      { detail: `${MISSING}, or permission not assigned to role` },
    ]);
    expect(await roleTraces(roleId)).toEqual([
      { event_type: 'permission.granted', metadata: { permission: 'users:read' } },
      { event_type: 'permission.revoked', metadata: { permission: 'users:read' } },
    ]);
  });

  it('must exist, as must the role, in this organisation', async () => {
    const roleId = await newRole();
    for (const method of ['POST', 'DELETE']) {
      const answers = [
        await request(method, roleId, uuidv7()),
        await request(method, roleId, 'users:fly'),
        await request(method, uuidv7(), permissionId),
        await request(method, 'nothing', permissionId),
        await request(method, roleId, permissionId, stranger),
      ];
      for (const answer of answers) {
        expect([answer.status, await answer.json()]).toMatchObject([404, { detail: expect.stringContaining(MISSING) }]);
      }
    }
    expect(await roleTraces(roleId)).toEqual([]);
  });

  it('is neither added to the Owner role nor removed from it', async () => {
    const roleId = await roleIdOf(organisation.id, 'owner');
    const answers = [await request('POST', roleId, 'users:read'), await request('DELETE', roleId, '*')];
    for (const answer of answers) {
      const detail = 'The Owner role keeps its permissions';
      expect([answer.status, await answer.json()]).toMatchObject([400, { detail }]);
    }
    expect(await slugsOfRole(roleId)).toEqual(['*']);
  });
});

it('several permissions that are added and removed at once are all added and removed', async () => {
  const roleId = await newRole('teams:read', 'teams:update');
  const answers = await Promise.all([
    ...['users:read', 'users:create', 'users:update', 'users:read'].map((slug) =>
      WAYS['in the body']('POST', roleId, slug),
    ),
    ...['teams:read', 'teams:update', 'teams:update'].map((slug) => WAYS['in the body']('DELETE', roleId, slug)),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201, 201, 201, 404, 409]);
  expect(await slugsOfRole(roleId)).toEqual(['users:create', 'users:read', 'users:update']);
  expect(await roleTraces(roleId)).toHaveLength(5);
});

it.each([{}, { permissionId: '' }, { permissionId: 7 }, { permissionId: 'x'.repeat(256) }])(
  'a body that names no permission is refused: %j',
  async (body) => {
    const roleId = await newRole();
    expect((await sendAs(organisation, 'POST', pathOf(roleId), body)).status).toBe(400);
    expect((await sendAs(organisation, 'DELETE', pathOf(roleId), body)).status).toBe(400);
  },
);

describe('All permissions of a role', () => {
  const replace = (id: string, permissionIds: unknown, who = organisation) =>
    sendAs(who, 'PUT', pathOf(id), { permissionIds });

  it('are replaced in two round trips, and what changes leaves a trace', async () => {
    const roleId = await newRole('teams:read', 'teams:update', 'users:create');
    const answer = await replace(roleId, ['users:create', permissionId, 'users:read', 'teams:delete']);
    expectFlights(answer, 3);
    expect(answer.status).toBe(200);
    const role = (await answer.json()) as TestRole;
    expect(role.permissions.map(({ slug }) => slug)).toEqual(['teams:delete', 'users:create', 'users:read']);
    expect(await (await sendAs(organisation, 'GET', `${ROLES}/${roleId}`)).json()).toEqual(role);
    const traces = (await roleTraces(roleId)).map(({ event_type, metadata }) => [event_type, metadata]);
    expect(traces).toHaveLength(4);
    expect(traces).toEqual(
      expect.arrayContaining([
        ['permission.granted', { permission: 'teams:delete' }],
        ['permission.granted', { permission: 'users:read' }],
        ['permission.revoked', { permission: 'teams:read' }],
        ['permission.revoked', { permission: 'teams:update' }],
      ]),
    );
    expect(await (await replace(roleId, [])).json()).toMatchObject({ permissions: [], permissionCount: 0 });
  });

  it('are replaced by known ones only, all or none', async () => {
    const roleId = await newRole('teams:read');
    for (const reference of [uuidv7(), 'users:fly', 'users:*']) {
      const answer = await replace(roleId, ['users:read', reference]);
      expect([answer.status, await answer.json()]).toMatchObject([404, { detail: MISSING }]);
    }
    expect((await replace(roleId, 'users:read')).status).toBe(400);
    expect((await replace(roleId, ['users:read'], stranger)).status).toBe(404);
    expect((await replace(await roleIdOf(organisation.id, 'owner'), ['users:read'])).status).toBe(400);
    expect([await slugsOfRole(roleId), await roleTraces(roleId)]).toEqual([['teams:read'], []]);
  });
});
