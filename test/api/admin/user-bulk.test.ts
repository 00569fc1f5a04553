import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { newAddress, roleId } from '../../support/invitations.ts';
import { emailsTo } from '../../support/mailbox.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let admin: TestPerson;
let manager: TestPerson;
const ids: Record<string, string> = {};

interface Row {
  id: string;
  email: string;
  firstName: string;
  roles: { slug: string }[];
}

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(organisation, 'admin');
  manager = await createPerson(organisation, 'manager');
  for (const slug of ['admin', 'manager', 'staff']) ids[slug] = await roleId(organisation, slug);
});

const write = (body: unknown, who: TestPerson = admin) => sendAs(who, 'POST', '/v1/admin/users/bulk', body);
const assign = (userIds: string[], role = 'manager', who: TestPerson = admin) =>
  sendAs(who, 'POST', `/v1/admin/roles/${ids[role] ?? role}/users`, { userIds });
const newPerson = (fields: Record<string, unknown> = {}) => {
  return { email: newAddress(), firstName: 'Eva', lastName: 'Neu', ...fields };
};
const isKnown = async (email: string) => (await asOwner('SELECT FROM users WHERE email = $1', [email])).length > 0;

/** People without a session. */
async function addPeople(count: number): Promise<string[]> {
  const rows = await asOwner<{ id: string }>(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
     SELECT id, $1, id || '@example.com', 'Old', 'Name', 'Old Name' FROM unnest($2::uuid[]) id RETURNING id`,
    [organisation.id, Array.from({ length: count }, () => uuidv7())],
  );
  return rows.map(({ id }) => id);
}

async function holdersOf(role: string, people: readonly string[]): Promise<number> {
  return (await asOwner('SELECT FROM user_roles WHERE role_id = $1 AND user_id = ANY ($2)', [ids[role], people]))
    .length;
}

describe('Many people', () => {
  it('are added and changed by one request, in three round trips beside the session’s', async () => {
    const [changed] = await addPeople(1);
    const create = [newPerson(), newPerson({ roleIds: [ids.manager] })];
    const answer = await write({ create, update: [{ id: changed, firstName: 'New', roleIds: [ids.staff] }] });
    expect(answer.status, await answer.clone().text()).toBe(200);
    expectFlights(answer, 4);
    const { created, updated } = (await answer.json()) as { created: Row[]; updated: Row[] };
    expect(created.map(({ email }) => email)).toEqual(create.map(({ email }) => email));
    expect(created.map(({ roles }) => roles.map(({ slug }) => slug))).toEqual([['staff'], ['manager']]);
    expect(updated).toMatchObject([{ id: changed, name: 'New Name', roles: [{ slug: 'staff' }] }]);
    for (const person of [...created, ...updated]) {
      expect(await (await sendAs(admin, 'GET', `/v1/admin/users/${person.id}`)).json()).toEqual(person);
    }
    expect(await emailsTo(create[0]?.email ?? '', 'account-created')).toHaveLength(1);
    const events = await asOwner<{ event_type: string }>(
      'SELECT event_type FROM audit_logs WHERE resource_id = ANY ($1) ORDER BY event_type',
      [[...created, ...updated].map(({ id }) => id)],
    );
    expect(events.map(({ event_type }) => event_type)).toEqual([
      ...['user.created', 'user.created', 'user.role_assigned', 'user.updated'],
    ]);
  });

  it('are all written or none, and every fault names its row', async () => {
    const good = newPerson();
    const double = newPerson();
    const body = {
      create: [good, newPerson({ email: admin.email }), double, double, newPerson({ teamIds: [uuidv7()] })],
      update: [
        { id: uuidv7(), firstName: 'New' },
        { id: organisation.owner.id, firstName: 'New' },
      ],
    };
    const answer = await write(body);
    expect(answer.status).toBe(409);
    const { errors } = (await answer.json()) as { errors: { path: unknown[]; message: string }[] };
    expect(errors).toHaveLength(5);
    expect(errors).toMatchObject([
      { path: ['create', 1], pointer: '#/create/1', message: 'Email already registered' },
      { path: ['create', 3], message: 'Email already registered' },
      { path: ['create', 4], message: 'Team not found' },
      { path: ['update', 0], message: 'User not found' },
      { path: ['update', 1], message: 'This person has permissions that you do not have' },
    ]);
    expect([await isKnown(good.email), await isKnown(double.email)]).toEqual([false, false]);
    expect(await emailsTo(good.email)).toEqual([]);
  });

  it('are refused with the place of what is malformed', async () => {
    const answer = await write({ create: [newPerson(), newPerson({ email: 'nobody' })] });
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ path: ['create', 1, 'email'] }] }]);
    for (const body of [{}, { create: [], update: [] }, { create: Array.from({ length: 101 }, () => newPerson()) }]) {
      expect((await write(body)).status).toBe(400);
    }
  });

  it('get no roles with permissions that the administrator lacks, and are not of other organisations', async () => {
    const [person] = await addPeople(1);
    const answers = [
      await write({ create: [newPerson({ roleIds: [ids.admin] })] }, manager),
      await write({ update: [{ id: person, roleIds: [ids.admin] }] }, manager),
      await write({ update: [{ id: admin.id, roleIds: [] }] }, manager),
      await write({ update: [{ id: stranger.owner.id, firstName: 'New' }] }),
      await write({ update: [{ id: person, roleIds: [await roleId(stranger, 'staff')] }] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 404, 404]);
  });

  it('take users:update to be changed', async () => {
    const [person] = await addPeople(1);
    await asOwner(
      `DELETE FROM role_permissions WHERE role_id = $1 AND permission_id = (SELECT id FROM permissions WHERE slug = 'users:update')`,
      [await roleId(stranger, 'manager')],
    );
    const creator = await createPerson(stranger, 'manager');
    const update = [{ id: person, firstName: 'New' }];
    const answer = await write({ update }, creator);
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { detail: 'Missing required permission: users:update' },
    ]);
  });
});

describe('A role', () => {
  it('is given to a hundred people by one request, in two round trips beside the session’s', async () => {
    const people = await addPeople(100);
    const answer = await assign(people);
    expectFlights(answer, 3);
    expect([answer.status, await answer.json()]).toEqual([200, { message: 'Role assigned successfully' }]);
    expect(await holdersOf('manager', people)).toBe(100);
    expect((await assign(people)).status).toBe(200);
    const traces = `SELECT FROM audit_logs WHERE event_type = 'user.role_assigned' AND resource_id = ANY ($1)`;
    expect(await asOwner(traces, [people])).toHaveLength(100);
  });

  it('is given to all of them or to nobody', async () => {
    const people = await addPeople(2);
    const unknown = await assign([...people, stranger.owner.id]);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { errors: [{ path: ['userIds', 2] }] }]);
    expect((await assign(people, 'admin', manager)).status).toBe(403);
    expect((await assign(people, await roleId(stranger, 'staff'))).status).toBe(404);
    expect((await assign(people, 'no-id')).status).toBe(404);
    expect((await assign(Array.from({ length: 101 }, () => uuidv7()))).status).toBe(400);
    expect([await holdersOf('manager', people), await holdersOf('admin', people)]).toEqual([0, 0]);
  });
});
