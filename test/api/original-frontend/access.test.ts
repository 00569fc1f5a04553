import { beforeAll, describe, expect, it } from 'vitest';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { OriginalFrontend } from '../../support/original-frontend.ts';
import type { TestRole } from '../../support/roles.ts';

let organisation: TestOrganisation;
let frontend: OriginalFrontend;

beforeAll(async () => {
  organisation = await createOrganisation();
  frontend = new OriginalFrontend(organisation.cookies);
});

describe('The page of roles', () => {
  const createRole = async (name: string) => {
    const form = { name, description: '', permissionIds: [] };
    return frontend.call<TestRole>('POST', '/v1/admin/roles', form);
  };
  const permissionsOf = (role: TestRole) => `/v1/admin/roles/${role.id}/permissions`;

  it('shows what a role is called, what it contains and how many have it', async () => {
    const { status, body } = await frontend.onServer<{ data: TestRole[]; total: number }>(
      'GET',
      '/v1/admin/roles?limit=50&offset=0',
    );
    expect([status, body.total]).toEqual([200, body.data.length]);
    const owner = body.data.find(({ slug }) => slug === 'owner');
    expect(owner).toMatchObject({ name: 'Owner', isSystemRole: true, isDefault: false, _count: { users: 1 } });
    expect(owner?.permissionCount).toBe(owner?.permissions.length);
    const staff = body.data.find(({ slug }) => slug === 'staff');
    // Without the mark the row offers to edit and to delete the role.
    expect(staff).toMatchObject({ isSystemRole: false, isDefault: true, createdAt: expect.any(String) });
  });

  it('creates a role without a slug, and edits it with an empty description', async () => {
    const created = await createRole('Help Desk');
    expect(created).toMatchObject({ status: 201, body: { slug: 'help-desk', description: null, permissionCount: 0 } });
    const form = { name: 'Service Desk', description: '' };
    const edited = await frontend.call('PATCH', `/v1/admin/roles/${created.body.id}`, form);
    expect(edited).toMatchObject({ status: 200, body: { name: 'Service Desk', slug: 'help-desk', description: null } });
  });

  it('offers every permission at once, and adds and removes them one by one through its own server', async () => {
    const { body: role } = await createRole('Auditor');
    const { body: catalogue } = await frontend.onServer<{
      data: { id: string; slug: string; name: string; isSystemPermission: boolean }[];
      total: number;
    }>('GET', '/v1/admin/permissions?limit=100');
    expect(catalogue.total).toBe(catalogue.data.length);
    expect(catalogue.data.every(({ name, isSystemPermission }) => name !== '' && isSystemPermission)).toBe(true);
    const permissionId = catalogue.data.find(({ slug }) => slug === 'audit:read')?.id;
    const added = await frontend.onServer('POST', permissionsOf(role), { permissionId });
    expect(added).toEqual({
      ...{ status: 201, body: { message: 'Permission assigned to role successfully', roleId: role.id, permissionId } },
    });
    const shown = await frontend.onServer('GET', `/v1/admin/roles/${role.id}`);
    expect(shown.body).toMatchObject({ permissions: [{ id: permissionId, slug: 'audit:read' }] });
    const removed = await frontend.onServer('DELETE', permissionsOf(role), { permissionId });
    expect(removed).toMatchObject({ status: 200, body: { roleId: role.id, permissionId } });
  });

  it('deletes a role', async () => {
    const { body: role } = await createRole('Temporary');
    expect(await frontend.call('DELETE', `/v1/admin/roles/${role.id}`)).toMatchObject({ status: 204 });
    const { body } = await frontend.onServer<{ data: TestRole[] }>('GET', '/v1/admin/roles?limit=50&offset=0');
    expect(body.data.map(({ id }) => id)).not.toContain(role.id);
  });
});

describe('The page of teams', () => {
  const createTeam = (slug: string) =>
    frontend.call<{ id: string }>('POST', '/v1/admin/teams', { name: 'Engineering', slug, description: undefined });

  it('shows the teams, and creates, edits and deletes them', async () => {
    const { status, body: team } = await createTeam('engineering');
    expect(status).toBe(201);
    const { body } = await frontend.onServer('GET', '/v1/admin/teams?limit=100');
    const row = {
      id: team.id,
      name: 'Engineering',
      slug: 'engineering',
      memberCount: 0,
      createdAt: expect.any(String),
    };
    expect(body).toMatchObject({ data: [row], total: 1, pagination: { total: 1 } });
    const form = { name: 'Platform', description: 'Builds it' };
    const edited = await frontend.call('PATCH', `/v1/admin/teams/${team.id}`, form);
    expect(edited).toMatchObject({ status: 200, body: { ...form, slug: 'engineering' } });
    expect(await frontend.call('DELETE', `/v1/admin/teams/${team.id}`)).toMatchObject({ status: 204 });
  });

  it('adds and removes a member', async () => {
    const { id: userId, email } = organisation.owner;
    const { body: team } = await createTeam('members');
    const path = `/v1/admin/teams/${team.id}`;
    expect(await frontend.call('POST', `${path}/members`, { userId })).toMatchObject({ status: 201 });
    const { body } = await frontend.call('GET', path);
    const member = { id: userId, email, firstName: 'Ada', lastName: 'Owner', addedAt: expect.any(String) };
    expect(body).toMatchObject({ memberCount: 1, members: [member] });
    expect(await frontend.call('DELETE', `${path}/members`, { userId })).toMatchObject({ status: 200 });
  });
});
