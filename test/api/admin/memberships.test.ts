import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest, type TestGuest } from '../../support/guests.ts';
import { roleId } from '../../support/invitations.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const MEMBERSHIPS = '/v1/admin/memberships';

let host: TestOrganisation;
let home: TestOrganisation;
let admin: TestPerson;
let manager: TestPerson;
const ids: Record<string, string> = {};

interface Shown {
  id: string;
  userId: string;
  roles: { slug: string }[];
}

beforeAll(async () => {
  [host, home] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(host, 'admin');
  manager = await createPerson(host, 'manager');
  for (const slug of ['admin', 'manager', 'staff']) ids[slug] = await roleId(host, slug);
});

const pathOf = ({ memberId }: TestGuest) => `${MEMBERSHIPS}/${memberId}`;
const setRoles = (guest: TestGuest, slugs: string[], who: TestPerson = admin) =>
  sendAs(who, 'PATCH', pathOf(guest), { roleIds: slugs.map((slug) => ids[slug] ?? slug) });
const restore = (userId: string, slugs: string[], who: TestPerson = admin) =>
  sendAs(who, 'POST', MEMBERSHIPS, { userId, roleIds: slugs.map((slug) => ids[slug] ?? slug) });

async function rolesOf({ memberId }: TestGuest): Promise<string[]> {
  const rows = await asOwner<{ slug: string }>(
    'SELECT slug FROM organisation_member_roles m JOIN roles r ON r.id = m.role_id WHERE member_id = $1 ORDER BY slug',
    [memberId],
  );
  return rows.map(({ slug }) => slug);
}

const eventsAbout = (id: string) =>
  asOwner(`SELECT event_type, metadata FROM audit_logs WHERE organisation_id = $1 AND resource_id = $2 ORDER BY id`, [
    host.id,
    id,
  ]);

describe('Guests', () => {
  it('are listed with their roles and without what their home knows, page after page', async () => {
    const guests = [await createGuest(host, home), await createGuest(host, home, 'manager')];
    const answer = await sendAs(admin, 'GET', `${MEMBERSHIPS}?limit=1`);
    expectFlights(answer, 2);
    const first = (await answer.json()) as { data: Shown[]; total: number; nextCursor: string };
    expect(first.total).toBe(2);
    expect(first.data).toEqual([
      {
        ...{ id: guests[1]?.memberId, organisationId: host.id, userId: guests[1]?.id, joinedAt: expect.any(String) },
        ...{ leftAt: null, blockedAt: null, teams: [] },
        roles: [{ id: ids.manager, name: 'Manager', slug: 'manager' }],
      },
    ]);
    const second = await sendAs(admin, 'GET', `${MEMBERSHIPS}?limit=2&cursor=${first.nextCursor}`);
    expect(await second.json()).toMatchObject({ data: [{ id: guests[0]?.memberId }], nextCursor: null });
    const theirs = await sendAs(home, 'GET', MEMBERSHIPS);
    expect(await theirs.json()).toMatchObject({ data: [], total: 0 });
  });

  it('are not among the people of the host', async () => {
    const guest = await createGuest(host, home);
    expect((await sendAs(admin, 'GET', `/v1/admin/users/${guest.id}`)).status).toBe(404);
    expect(await (await sendAs(admin, 'GET', `/v1/admin/users?email=${guest.email}`)).json()).toMatchObject({
      total: 0,
    });
  });
});

describe('A guest', () => {
  it('gets other roles, in two round trips beside the session’s', async () => {
    const guest = await createGuest(host, home);
    const answer = await setRoles(guest, ['manager']);
    expectFlights(answer, 3);
    expect(await answer.json()).toMatchObject({ id: guest.memberId, roles: [{ slug: 'manager' }] });
    expect(await rolesOf(guest)).toEqual(['manager']);
    await setRoles(guest, ['manager']);
    expect(await eventsAbout(guest.memberId)).toEqual([
      { event_type: 'membership.updated', metadata: { added: ['manager'], removed: ['staff'] } },
    ]);
  });

  it('gets no role with permissions that the administrator lacks, and is not managed by who lacks theirs', async () => {
    const [guest, powerful] = [await createGuest(host, home), await createGuest(host, home, 'admin')];
    expect((await setRoles(guest, ['admin'], manager)).status).toBe(403);
    expect((await setRoles(powerful, ['staff'], manager)).status).toBe(403);
    expect([await rolesOf(guest), await rolesOf(powerful)]).toEqual([['staff'], ['admin']]);
    await asOwner(
      `INSERT INTO role_permissions (organisation_id, role_id, permission_id)
       SELECT $1, $2, id FROM permissions WHERE slug = 'users:delete'`,
      [host.id, ids.manager],
    );
    expect((await sendAs(manager, 'DELETE', pathOf(powerful))).status).toBe(403);
    expect((await sendAs(manager, 'DELETE', pathOf(guest))).status).toBe(204);
  });

  it('of another organisation, or one who left, is not found', async () => {
    const guest = await createGuest(host, home);
    for (const who of [home, { ...home, ...admin }]) {
      const id = who === home ? guest.memberId : uuidv7();
      for (const method of ['PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { roleIds: [] } : undefined;
        expect((await sendAs(who, method, `${MEMBERSHIPS}/${id}`, body)).status).toBe(404);
      }
    }
    expect((await setRoles(guest, [await roleId(home, 'staff')])).status).toBe(404);
    expect((await sendAs(admin, 'DELETE', pathOf(guest))).status).toBe(204);
    expect((await setRoles(guest, [])).status).toBe(404);
    expect((await sendAs(admin, 'DELETE', pathOf(guest))).status).toBe(404);
  });
});

describe('Somebody who was a guest', () => {
  it('is made one again, with the roles that are named and none from before', async () => {
    const guest = await createGuest(host, home);
    expect((await restore(guest.id, ['manager'])).status).toBe(409);
    await sendAs(admin, 'DELETE', pathOf(guest));
    expect((await restore(guest.id, ['admin'], { ...manager, ...(await createPerson(host, 'manager')) })).status).toBe(
      403,
    );
    const answer = await restore(guest.id, ['manager']);
    expectFlights(answer, 3);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ id: guest.memberId, userId: guest.id, roles: [{ slug: 'manager' }] });
    expect(await rolesOf(guest)).toEqual(['manager']);
    expect(await eventsAbout(guest.id)).toEqual([
      { event_type: 'membership.created', metadata: { membershipId: guest.memberId } },
    ]);
  });

  it('at once by two requests, becomes one once', async () => {
    const guest = await createGuest(host, home);
    await sendAs(admin, 'DELETE', pathOf(guest));
    const answers = await Promise.all([restore(guest.id, ['staff']), restore(guest.id, ['staff'])]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is told from nobody else: whoever never was one is not found, whether the account exists or not', async () => {
    const texts = [];
    for (const id of [home.owner.id, host.owner.id, uuidv7(), 'no-id']) {
      const answer = await restore(id, ['staff']);
      texts.push([answer.status, ((await answer.json()) as { detail: string }).detail]);
    }
    expect(texts).toEqual(Array(4).fill([404, 'User not found']));
  });
});
