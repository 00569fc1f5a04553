import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { roleId } from '../../support/invitations.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let admin: TestPerson;
let manager: TestPerson;
/** Of the default roles, by their slugs. */
const ids: Record<string, string> = {};

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  admin = await createPerson(organisation, 'admin');
  manager = await createPerson(organisation, 'manager');
  for (const slug of ['owner', 'admin', 'manager', 'staff']) ids[slug] = await roleId(organisation, slug);
});

const pathOf = ({ id }: { id: string }) => `/v1/admin/users/${id}/roles`;
const give = (person: { id: string }, slug: string, who: Who = admin) =>
  sendAs(who, 'POST', pathOf(person), { roleId: ids[slug] ?? slug });
const take = (person: { id: string }, slug: string, who: Who = admin) =>
  sendAs(who, 'DELETE', pathOf(person), { roleId: ids[slug] ?? slug });
const replace = (person: { id: string }, slugs: string[], who: Who = admin) =>
  sendAs(who, 'PUT', pathOf(person), { roleIds: slugs.map((slug) => ids[slug] ?? slug) });

async function rolesOf({ id }: { id: string }): Promise<string[]> {
  const rows = await asOwner<{ slug: string }>(
    'SELECT slug FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE user_id = $1 ORDER BY slug',
    [id],
  );
  return rows.map(({ slug }) => slug);
}

function traces({ id }: { id: string }) {
  return asOwner<{ event_type: string; user_id: string; metadata: { role: string } }>(
    `SELECT event_type, user_id, metadata FROM audit_logs WHERE resource_id = $1 AND event_type LIKE 'user.role%'
     ORDER BY id, metadata->>'role'`,
    [id],
  );
}

describe('The roles of a person', () => {
  it('are given and taken one by one, in two round trips beside the session’s, and each leaves a trace', async () => {
    const person = await createPerson(organisation);
    const given = await give(person, 'staff');
    expectFlights(given, 3);
    expect([given.status, await given.json()]).toEqual([200, { message: 'Role assigned successfully' }]);
    expect(await rolesOf(person)).toEqual(['staff']);
    const taken = await take(person, 'staff');
    expectFlights(taken, 3);
    expect([taken.status, await taken.json()]).toEqual([200, { message: 'Role unassigned successfully' }]);
    expect(await rolesOf(person)).toEqual([]);
    expect(await traces(person)).toEqual([
      { event_type: 'user.role_assigned', user_id: admin.id, metadata: { roleId: ids.staff, role: 'staff' } },
      { event_type: 'user.role_removed', user_id: admin.id, metadata: { roleId: ids.staff, role: 'staff' } },
    ]);
  });

  it('are given and taken by the path as well', async () => {
    const person = await createPerson(organisation);
    expect((await sendAs(admin, 'POST', `${pathOf(person)}/${ids.staff}`)).status).toBe(200);
    expect(await rolesOf(person)).toEqual(['staff']);
    expect((await sendAs(admin, 'DELETE', `${pathOf(person)}/${ids.staff}`)).status).toBe(200);
    expect(await rolesOf(person)).toEqual([]);
  });

  it('stay as they are when one is given or taken twice, without a trace', async () => {
    const person = await createPerson(organisation, 'staff');
    expect((await give(person, 'staff')).status).toBe(200);
    expect((await take(person, 'manager')).status).toBe(200);
    expect(await traces(person)).toEqual([]);
  });

  it('are replaced by one request that answers with the person', async () => {
    const person = await createPerson(organisation, 'staff');
    const answer = await replace(person, ['manager', 'admin']);
    expectFlights(answer, 3);
    expect(await answer.json()).toMatchObject({ id: person.id, roles: [{ slug: 'admin' }, { slug: 'manager' }] });
    expect(await rolesOf(person)).toEqual(['admin', 'manager']);
    expect((await traces(person)).map(({ metadata }) => metadata.role).sort()).toEqual(['admin', 'manager', 'staff']);
    expect((await replace(person, [])).status).toBe(200);
    expect(await rolesOf(person)).toEqual([]);
  });

  it('are of the organisation: others, unknown and malformed ones are not found', async () => {
    const person = await createPerson(organisation, 'staff');
    for (const id of [await roleId(stranger, 'staff'), uuidv7(), 'no-id']) {
      const answers = [
        await give(person, id),
        await take(person, id),
        await replace(person, [id]),
        await sendAs(admin, 'POST', `${pathOf(person)}/${id}`),
        await sendAs(admin, 'DELETE', `${pathOf(person)}/${id}`),
      ];
      for (const answer of answers) {
        expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'Role not found' }]);
      }
    }
    expect(await rolesOf(person)).toEqual(['staff']);
  });

  it('can be changed at once, and end as one of the requests says', async () => {
    const person = await createPerson(organisation);
    const answers = await Promise.all([
      replace(person, ['staff']),
      replace(person, ['manager']),
      give(person, 'staff'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([['manager'], ['manager', 'staff'], ['staff']]).toContainEqual(await rolesOf(person));
  });
});

describe('Nobody', () => {
  it.each(['admin', 'owner'])(
    'gives the role %s, whose permissions they lack, to others or to themselves',
    async (slug) => {
      const person = await createPerson(organisation, 'staff');
      const answers = [
        await give(person, slug, manager),
        await replace(person, ['staff', slug], manager),
        await give(manager, slug, manager),
        await sendAs(manager, 'POST', `${pathOf(person)}/${ids[slug]}`),
      ];
      const detail = 'You cannot grant permissions that you do not have';
      for (const answer of answers) expect([answer.status, await answer.json()]).toMatchObject([403, { detail }]);
      expect([await rolesOf(person), await rolesOf(manager)]).toEqual([['staff'], ['manager']]);
      expect(await traces(person)).toEqual([]);
    },
  );

  it('takes a role from somebody with permissions that they lack', async () => {
    for (const answer of [await take(admin, 'admin', manager), await replace(admin, [], manager)]) {
      expect(answer.status).toBe(403);
    }
    expect((await take(organisation.owner, 'owner', admin)).status).toBe(403);
    expect(await rolesOf(admin)).toEqual(['admin']);
  });

  it('takes from themselves what they need to undo it, but somebody else may', async () => {
    const person = await createPerson(organisation, 'admin');
    for (const answer of [await take(person, 'admin', person), await replace(person, ['staff'], person)]) {
      const detail =
        'You would take users:update and roles:assign from yourself, and could not undo it. Somebody else who may can do this.';
      expect([answer.status, await answer.json()]).toMatchObject([409, { detail }]);
    }
    await give(person, 'manager', person);
    expect((await take(person, 'manager', person)).status).toBe(200);
    expect((await take(person, 'admin', admin)).status).toBe(200);
  });

  it('takes the role Owner from the owner, the owner included', async () => {
    const other = await createOrganisation();
    const deputy = await createPerson(other, 'owner');
    for (const who of [deputy, other]) {
      const answer = await sendAs(who, 'PUT', pathOf(other.owner), { roleIds: [] });
      expect([answer.status, await answer.json()]).toMatchObject([409, { detail: expect.stringMatching(/hand/) }]);
    }
    expect(await rolesOf(other.owner)).toEqual(['owner']);
    // Whoever has the role without being the owner can lose it.
    expect((await sendAs(other, 'PUT', pathOf(deputy), { roleIds: [] })).status).toBe(200);
  });
});

describe('Two administrators', () => {
  it('who take each other’s roles at once do not both succeed', async () => {
    const [one, two] = [await createPerson(organisation, 'admin'), await createPerson(organisation, 'admin')];
    const answers = await holdRow('organisations', organisation.id, async (whenWaiting) => {
      const racing = [replace(two, [], one), replace(one, [], two)];
      // Both are authenticated, with all their permissions.
      await whenWaiting(2);
      return () => Promise.all(racing);
    }).then((finish) => finish());
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const left = [await rolesOf(one), await rolesOf(two)];
    expect(left.filter((roles) => roles.length > 0)).toEqual([['admin']]);
  });

  it('of whom one is demoted while the other’s grant waits: it is refused', async () => {
    const [granter, friend] = [await createPerson(organisation, 'admin'), await createPerson(organisation, 'staff')];
    const finish = await holdRow('organisations', organisation.id, async (whenWaiting) => {
      const granting = give(friend, 'admin', granter);
      await whenWaiting(1);
      await asOwner('DELETE FROM user_roles WHERE user_id = $1', [granter.id]);
      return () => granting;
    });
    expect((await finish()).status).toBe(403);
    expect(await rolesOf(friend)).toEqual(['staff']);
    expect(await traces(friend)).toEqual([]);
  });

  it('of whom one is blocked while the other’s change waits: it is refused', async () => {
    const [blocked, friend] = [await createPerson(organisation, 'admin'), await createPerson(organisation, 'staff')];
    const finish = await holdRow('organisations', organisation.id, async (whenWaiting) => {
      const changing = give(friend, 'manager', blocked);
      await whenWaiting(1);
      await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [blocked.id]);
      return () => changing;
    });
    expect((await finish()).status).toBe(403);
    expect(await rolesOf(friend)).toEqual(['staff']);
  });
});
