import { beforeAll, describe, expect, it } from 'vitest';
import { roleId } from '../../support/invitations.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { OriginalFrontend } from '../../support/original-frontend.ts';
import { setUp } from '../../support/set-up.ts';

interface User {
  id: string;
  email: string;
  roles: { id: string; name: string }[];
}

let organisation: TestOrganisation;
let frontend: OriginalFrontend;
let user: User;

const LIST = '/v1/admin/users?limit=50&offset=0';
const pathOf = ({ id }: { id: string }) => `/v1/admin/users/${id}`;
const newEmail = () => `person-${crypto.randomUUID()}@example.com`;

/** What the dialog "Create New User" sends: it has no field for roles. */
const create = (fields: object = {}) =>
  setUp(() =>
    frontend.call<User>('POST', '/v1/admin/users', {
      ...{ email: newEmail(), firstName: 'Grace', lastName: 'Hopper', password: PASSWORD, roleIds: [] },
      ...fields,
    }),
  );

beforeAll(async () => {
  organisation = await createOrganisation();
  frontend = new OriginalFrontend(organisation.cookies);
  user = (await create()).body;
});

describe('The page of people', () => {
  it('shows a row for each, and how many there are', async () => {
    const { status, body } = await frontend.onServer<{ data: User[]; total: number }>('GET', LIST);
    expect(status).toBe(200);
    expect(body.total).toBe(body.data.length);
    expect(body.data.find(({ id }) => id === user.id)).toEqual(
      expect.objectContaining({
        ...{ email: user.email, emailVerifiedAt: null, name: 'Grace Hopper', firstName: 'Grace', lastName: 'Hopper' },
        ...{ roles: [{ id: await roleId(organisation, 'staff'), name: 'Staff', slug: 'staff' }], teams: [] },
        ...{ phone: null, mfaEnabled: false, blockedAt: null, createdAt: expect.any(String) },
      }),
    );
  });

  it.each([
    'search=&status=&sort=createdAt&order=desc',
    'search=&status=active&sort=email&order=asc',
    'status=&sort=name&order=asc',
  ])('asks for all with empty filters: %s', async (query) => {
    const { body } = await frontend.onServer('GET', `${LIST}&${query}`);
    expect(body).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ id: user.id })]) });
  });

  it('searches by address, and for those who are blocked', async () => {
    const found = await frontend.onServer('GET', `${LIST}&search=${encodeURIComponent(user.email)}`);
    expect(found.body).toMatchObject({ data: [{ id: user.id }], total: 1 });
    const blocked = await frontend.onServer('GET', `${LIST}&status=blocked`);
    expect(blocked.body).toMatchObject({ data: [], total: 0 });
  });
});

describe('The dialogs of people', () => {
  it('create a person, who gets the default role when none is chosen', async () => {
    const staff = await roleId(organisation, 'staff');
    const manager = await roleId(organisation, 'manager');
    expect(await create()).toMatchObject({ status: 201, body: { roles: [{ id: staff }] } });
    expect(await create({ roleIds: [manager] })).toMatchObject({ status: 201, body: { roles: [{ id: manager }] } });
  });

  it('show a fault beside its field, and the detail above', async () => {
    const refused = await create({ email: 'nobody', lastName: '' });
    expect(refused).toMatchObject({ status: 400, body: { title: 'Bad Request', detail: 'Invalid input' } });
    const { errors } = refused.body as unknown as { errors: { path: string[]; message: string }[] };
    expect(errors.map(({ path }) => path.join('.'))).toEqual(['email', 'lastName']);
    expect(errors.every(({ message }) => message.length > 0)).toBe(true);
    const taken = await create({ email: user.email });
    expect(taken).toMatchObject({ status: 409, body: { detail: 'Email already registered' } });
  });

  it('edit a person: they send the address along, which stays, and an empty field for no telephone number', async () => {
    const form = { email: user.email, firstName: 'Grace', lastName: 'Murray', phone: '+1 555 0100' };
    const edited = await frontend.call('PATCH', pathOf(user), form);
    expect(edited).toMatchObject({ status: 200, body: { name: 'Grace Murray', phone: '+1 555 0100' } });
    const other = { ...form, email: newEmail(), lastName: 'Hopper', phone: '' };
    const again = await frontend.call('PATCH', pathOf(user), other);
    expect(again).toMatchObject({ status: 200, body: { email: user.email, name: 'Grace Hopper', phone: null } });
  });

  it('block a person with a reason, and let them in again', async () => {
    const blockedAt = new Date().toISOString();
    const blocked = await frontend.call('PATCH', pathOf(user), { blockedAt, blockedReason: 'Left the company' });
    expect(blocked).toMatchObject({
      ...{ status: 200, body: { blockedAt: expect.any(String), blockedReason: 'Left the company' } },
    });
    const unblocked = await frontend.call('PATCH', pathOf(user), { blockedAt: null, blockedReason: null });
    expect(unblocked).toMatchObject({ status: 200, body: { blockedAt: null, blockedReason: null } });
  });

  it('choose all roles of a person at once', async () => {
    const roles = await frontend.call<{ data: { id: string }[] }>('GET', '/v1/admin/roles?limit=100');
    const roleIds = [await roleId(organisation, 'admin'), await roleId(organisation, 'manager')];
    expect(roles.body.data.map(({ id }) => id)).toEqual(expect.arrayContaining(roleIds));
    const { status, body } = await frontend.call<User>('PUT', `${pathOf(user)}/roles`, { roleIds });
    expect([status, body.id]).toEqual([200, user.id]);
    expect(body.roles.map(({ id }) => id).sort()).toEqual([...roleIds].sort());
  });

  it('delete a person, who is not in the list any more', async () => {
    const { body } = await create();
    expect(await frontend.call('DELETE', pathOf(body))).toEqual({ status: 204, body: undefined });
    const { body: page } = await frontend.onServer<{ data: User[] }>('GET', LIST);
    expect(page.data.map(({ id }) => id)).not.toContain(body.id);
  });
});
