import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, postForm, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest, makeMember, type TestGuest } from '../../support/guests.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';
import { holdNewRow, holdRow } from '../../support/row-lock.ts';
import { addTo, createTeam, type TestTeam } from '../../support/teams.ts';

let organisation: TestOrganisation;
let elsewhere: TestOrganisation;
let person: TestPerson;
let guest: TestGuest;
let foreigner: TestPerson;
let staff: TestPerson;

beforeAll(async () => {
  [organisation, elsewhere] = [await createOrganisation(), await createOrganisation()];
  person = await createPerson(organisation);
  staff = await createPerson(organisation, 'staff');
  foreigner = await createPerson(elsewhere);
  guest = await createGuest(organisation, elsewhere);
});

interface Member {
  id: string;
  memberId: string | null;
  email: string;
}
interface Shown {
  memberCount: number;
  members: Member[];
}

const pathOf = ({ id }: { id: string }) => `/v1/admin/teams/${id}/members`;
const add = (team: TestTeam, ...userIds: string[]) =>
  addTo(team, organisation, userIds.length === 1 ? { userId: userIds[0] as string } : { userIds });
const remove = (team: TestTeam, ...userIds: string[]) =>
  sendAs(organisation, 'DELETE', pathOf(team), userIds.length === 1 ? { userId: userIds[0] } : { userIds });

async function teamOf(...userIds: string[]): Promise<TestTeam> {
  const team = await createTeam(organisation);
  if (userIds.length > 0) expect((await add(team, ...userIds)).status).toBe(201);
  return team;
}

async function shown(team: TestTeam): Promise<Shown> {
  const answer = await sendAs(organisation, 'GET', `/v1/admin/teams/${team.id}`);
  expectFlights(answer, 2);
  return answer.json();
}

const idsIn = async (team: TestTeam) => (await shown(team)).members.map(({ id }) => id).sort();

function traces({ id }: TestTeam): Promise<{ event_type: string; user: string }[]> {
  return asOwner(
    `SELECT event_type, metadata->>'userId' AS user FROM audit_logs
     WHERE resource_id = $1 AND event_type LIKE 'team.member%' ORDER BY id`,
    [id],
  );
}

/** People by the hundred: no test signs them in. */
async function addPeople({ id: organisationId }: TestOrganisation, team: TestTeam, count: number): Promise<void> {
  await asOwner(
    `WITH people AS (
       INSERT INTO users (id, organisation_id, email, first_name, last_name, name)
       SELECT gen_random_uuid(), $1, 'p' || n || '-' || $2 || '@example.com', 'P', n::text, 'P ' || n
       FROM generate_series(1, $3) n RETURNING id)
     INSERT INTO team_members (organisation_id, team_id, user_id) SELECT $1, $2::uuid, id FROM people`,
    [organisationId, team.id, count],
  );
}

const NOT_FOUND = 'Team or user not found';
const NOT_A_MEMBER = 'Team or user not found, or user not a member of team';
const ALREADY = 'User is already a member of this team';

describe('A member', () => {
  it('is added and removed, each in two round trips beside the session’s, and each leaves a trace', async () => {
    const team = await teamOf();
    const added = await add(team, person.id);
    expectFlights(added, 3);
    const named = { teamId: team.id, userId: person.id };
    expect([added.status, await added.json()]).toEqual([201, { message: 'User added to team successfully', ...named }]);
    const member = { id: person.id, memberId: null, email: person.email, name: 'Grace Person' };
    const names = { firstName: 'Grace', lastName: 'Person' };
    const { memberCount, members } = await shown(team);
    expect(memberCount).toBe(1);
    expect(members).toEqual([{ ...member, ...names, joinedAt: expect.any(String), addedAt: expect.any(String) }]);

    const removed = await remove(team, person.id);
    expectFlights(removed, 3);
    expect([removed.status, await removed.json()]).toEqual([
      200,
      { message: 'User removed from team successfully', ...named },
    ]);
    expect(await shown(team)).toMatchObject({ memberCount: 0, members: [] });
    expect(await traces(team)).toEqual([
      { event_type: 'team.member_added', user: person.id },
      { event_type: 'team.member_removed', user: person.id },
    ]);
  });

  it('is removed by a path as well', async () => {
    const team = await teamOf(person.id);
    const answer = await sendAs(organisation, 'DELETE', `${pathOf(team)}/${person.id}`);
    expect([answer.status, await answer.json()]).toMatchObject([200, { teamId: team.id, userId: person.id }]);
    expect(await idsIn(team)).toEqual([]);
  });

  it('is in the team once: who adds second, or at the same moment, is told so, and leaves no trace', async () => {
    const team = await teamOf(person.id);
    const second = await add(team, person.id);
    expect([second.status, await second.json()]).toMatchObject([409, { detail: ALREADY, userIds: [person.id] }]);
    for (const somebody of [staff, guest]) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => add(team, somebody.id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(409)]);
    }
    expect((await traces(team)).map(({ user }) => user)).toEqual([person.id, staff.id, guest.id]);
  });

  it('is removed once, by whoever comes first', async () => {
    const team = await teamOf(person.id, guest.id);
    for (const { id } of [person, guest]) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => remove(team, id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(5).fill(404)]);
    }
    expect(await traces(team)).toHaveLength(4);
    const late = await remove(team, person.id);
    expect([late.status, await late.json()]).toMatchObject([404, { detail: NOT_A_MEMBER }]);
  });

  it('is nobody of another organisation, nobody who was deleted, and nobody', async () => {
    const team = await teamOf();
    const deleted = await createPerson(organisation);
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [deleted.id]);
    for (const id of [foreigner.id, deleted.id, uuidv7(), 'nobody']) {
      const answer = await add(team, id);
      expect([answer.status, await answer.json()]).toMatchObject([404, { detail: NOT_FOUND }]);
    }
    expect(await traces(team)).toEqual([]);
  });

  it('can be somebody who is blocked, for a block says nothing about where they belong', async () => {
    const blocked = await createPerson(organisation);
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [blocked.id]);
    expect(await idsIn(await teamOf(blocked.id))).toEqual([blocked.id]);
  });

  it('who is deleted is in no list and no count', async () => {
    const leaver = await createPerson(organisation);
    const team = await teamOf(person.id, leaver.id);
    expect((await sendAs(organisation, 'DELETE', `/v1/admin/users/${leaver.id}`)).status).toBe(204);
    expect(await shown(team)).toMatchObject({ memberCount: 1, members: [{ id: person.id }] });
    const [inList] = await listed(`search=${team.slug}`);
    expect(inList).toMatchObject({ memberCount: 1, members: [{ id: person.id }] });
    expect((await remove(team, leaver.id)).status).toBe(404);
  });

  it('is none of a team of another organisation, nor of one that is gone', async () => {
    const foreign = await createTeam(elsewhere);
    const team = await teamOf();
    await sendAs(organisation, 'DELETE', `/v1/admin/teams/${team.id}`);
    for (const id of [foreign.id, team.id, uuidv7(), 'nothing']) {
      const gone = { ...team, id };
      const answers = [
        await add(gone, person.id),
        await remove(gone, person.id),
        await sendAs(organisation, 'GET', pathOf(gone)),
        await sendAs(organisation, 'DELETE', `${pathOf(gone)}/${person.id}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    }
  });

  it('is not added to a team that is deleted meanwhile', async () => {
    const team = await teamOf();
    const [deleted, added] = await holdRow('teams', team.id, async (whenWaiting) => {
      const deletion = sendAs(organisation, 'DELETE', `/v1/admin/teams/${team.id}`);
      await whenWaiting(1);
      const addition = add(team, person.id);
      await whenWaiting(2);
      return [deletion, addition];
    });
    expect((await deleted)?.status).toBe(204);
    expect((await added)?.status).toBe(404);
  });

  it('has what the team brings from the next request on, and roles that have nothing to do with it', async () => {
    const client = await createClient(organisation.id, { scopes: ['openid', 'roles', 'groups'] });
    const who = { ...organisation, cookies: staff.cookies };
    const { access_token: token } = await obtainTokens(who, client, 'openid roles groups');
    const claims = async () =>
      (await send('/oauth2/userinfo', { headers: { Authorization: `Bearer ${token}` } })).json();
    const [first, second] = [await teamOf(staff.id), await teamOf(staff.id)];
    expect(await claims()).toMatchObject({ groups: expect.arrayContaining([first.slug, second.slug]) });
    const before = await profileOf(staff);
    await remove(first, staff.id);
    await sendAs(organisation, 'DELETE', `/v1/admin/teams/${second.id}`);
    const after = (await claims()) as { groups: string[]; roles: string[] };
    expect(after.groups).not.toEqual(expect.arrayContaining([first.slug]));
    expect(after.groups).not.toEqual(expect.arrayContaining([second.slug]));
    expect(after.roles).toEqual(['staff']);
    expect(await profileOf(staff)).toEqual(before);
  });
});

async function profileOf(who: TestPerson): Promise<unknown> {
  const { roles, permissions } = (await (await sendAs(who, 'GET', '/v1/me/profile')).json()) as Record<string, unknown>;
  return { roles, permissions };
}

async function listed(query: string): Promise<Shown[]> {
  const answer = await sendAs(organisation, 'GET', `/v1/admin/teams?${query}`);
  return ((await answer.json()) as { data: Shown[] }).data;
}

describe('Several at once', () => {
  it('are added and removed together, in the same two round trips', async () => {
    const team = await teamOf();
    const userIds = [person.id, guest.id, staff.id, person.id];
    const added = await addTo(team, organisation, { userIds });
    expectFlights(added, 3);
    const message = 'Users added to team successfully';
    expect([added.status, await added.json()]).toEqual([201, { message, teamId: team.id, userIds }]);
    expect(await idsIn(team)).toEqual([person.id, guest.id, staff.id].sort());
    expect(await traces(team)).toHaveLength(3);
    const removed = await sendAs(organisation, 'DELETE', pathOf(team), { userIds });
    expectFlights(removed, 3);
    expect(removed.status).toBe(200);
    expect(await idsIn(team)).toEqual([]);
    expect(await traces(team)).toHaveLength(6);
  });

  it('are added or removed all, or nobody', async () => {
    const team = await teamOf(person.id);
    expect((await add(team, staff.id, foreigner.id)).status).toBe(404);
    const taken = await add(team, staff.id, person.id);
    expect([taken.status, await taken.json()]).toMatchObject([409, { userIds: [person.id] }]);
    expect((await remove(team, person.id, staff.id)).status).toBe(404);
    expect(await idsIn(team)).toEqual([person.id]);
  });

  it('in whatever order two name them: one of them does it, the other one is told so', async () => {
    const [first, middle, last] = [organisation.owner.id, person.id, staff.id];
    const team = await teamOf();
    const key = [organisation.id, team.id, middle];
    const insert = 'INSERT INTO team_members (organisation_id, team_id, user_id) VALUES ($1, $2, $3)';
    const answers = await holdNewRow(insert, key, async (whenWaiting) => {
      const one = add(team, first, middle, last);
      await whenWaiting(1);
      const other = add(team, last, middle, first);
      await whenWaiting(2);
      return [one, other];
    });
    const added = (await Promise.all(answers)).map(({ status }) => status);
    expect(added).toEqual([201, 409]);
    const ids = [first, middle, last];
    const removed = await Promise.all([remove(team, ...ids), remove(team, ...ids.toReversed()), remove(team, ...ids)]);
    expect(removed.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect(await traces(team)).toHaveLength(6);
  });

  it.each([
    ['nobody', {}],
    ['an empty id', { userId: '' }],
    ['a number', { userId: 7 }],
    ['an empty list', { userIds: [] }],
    ['a list of numbers', { userIds: [7] }],
    ['one and several', { userId: 'a', userIds: ['b'] }],
    ['fifty-one', { userIds: Array.from({ length: 51 }, () => uuidv7()) }],
  ])('are refused as %s', async (_what, body) => {
    const team = await teamOf();
    for (const method of ['POST', 'DELETE']) {
      expect((await sendAs(organisation, method, pathOf(team), body)).status).toBe(400);
    }
  });

  it('may be fifty', async () => {
    const other = await teamOf();
    await addPeople(organisation, other, 50);
    const ids = await idsIn(other);
    const team = await teamOf();
    expect((await add(team, ...ids)).status).toBe(201);
    expect(await idsIn(team)).toEqual(ids);
    expect((await remove(team, ...ids)).status).toBe(200);
  });
});

describe('A guest', () => {
  it('is named by person and membership; who they are, their home alone says', async () => {
    const team = await teamOf(guest.id);
    const { members } = await shown(team);
    expect(members).toMatchObject([{ id: guest.id, memberId: guest.memberId, email: '', name: 'Guest' }]);
    expect(JSON.stringify(members)).not.toContain(guest.email);
    expect((await listed(`search=${team.slug}`))[0]).toMatchObject({ memberCount: 1, members: [{ id: guest.id }] });
  });

  it('who left is in no list and no count, and cannot be added', async () => {
    const leaver = await createGuest(organisation, elsewhere);
    const team = await teamOf(leaver.id, person.id);
    const left = await sendAs(organisation, 'DELETE', `/v1/admin/memberships/${leaver.memberId}`);
    expect(left.status).toBe(204);
    expect(await shown(team)).toMatchObject({ memberCount: 1, members: [{ id: person.id }] });
    expect((await listed(`search=${team.slug}`))[0]).toMatchObject({ memberCount: 1, members: [{ id: person.id }] });
    expect((await remove(team, leaver.id)).status).toBe(404);
    expect((await add(await teamOf(), leaver.id)).status).toBe(404);
  });

  it('changes teams where the host lets them, and is named by their membership', async () => {
    const lead = await createGuest(organisation, elsewhere, 'manager');
    const client = await createClient(organisation.id);
    const { access_token: token } = await obtainTokens({ ...organisation, cookies: lead.cookies }, client);
    const team = await teamOf();
    const answer = await send(pathOf(team), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ userId: person.id }),
    });
    expect(answer.status, await answer.clone().text()).toBe(201);
    const actor = `SELECT user_id, metadata FROM audit_logs WHERE resource_id = $1 AND event_type = 'team.member_added'`;
    expect(await asOwner(actor, [team.id])).toEqual([
      { user_id: null, metadata: { userId: person.id, memberId: lead.memberId } },
    ]);
    // At home, where they have no role, and by their own session, they change nothing.
    expect((await addTo(team, lead, { userId: staff.id })).status).toBe(403);
  });

  it('is in the team here, and in none where they are a guest as well', async () => {
    const third = await createOrganisation();
    await makeMember(third, elsewhere, guest.id);
    const team = await teamOf(guest.id);
    const answer = await sendAs(third, 'DELETE', pathOf(team), { userId: guest.id });
    expect(answer.status).toBe(404);
    expect(await idsIn(team)).toEqual([guest.id]);
  });
});

describe('A large team', () => {
  it('shows a hundred, ten in a list, and all in pages of its own', async () => {
    const team = await teamOf(guest.id);
    await addPeople(organisation, team, 250);
    const { memberCount, members } = await shown(team);
    expect([memberCount, members.length]).toEqual([251, 100]);
    const [inList] = await listed(`search=${team.slug}`);
    expect([inList?.memberCount, inList?.members]).toEqual([251, members.slice(0, 10)]);

    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const answer = await sendAs(organisation, 'GET', `${pathOf(team)}?limit=100&cursor=${cursor}`);
      expectFlights(answer, 2);
      const page = (await answer.json()) as { data: Member[]; total: number; nextCursor: string | null };
      expect(page.total).toBe(251);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(251);
    expect(new Set(seen).size).toBe(251);
    expect(seen).toContain(guest.id);
    expect(seen.slice(0, 100)).toEqual(members.map(({ id }) => id));
  });

  it('is counted up to a thousand, and says when it is larger', async () => {
    const team = await teamOf(guest.id);
    await addPeople(organisation, team, 999);
    expect(await shown(team)).toMatchObject({ memberCount: 1_000 });
    expect(await shown(team)).not.toHaveProperty('memberCountIsEstimate');
    await add(team, person.id);
    const estimate = { memberCount: 1_001, memberCountIsEstimate: true };
    expect(await shown(team)).toMatchObject(estimate);
    expect((await listed(`search=${team.slug}`))[0]).toMatchObject(estimate);
    const page = await (await sendAs(organisation, 'GET', `${pathOf(team)}?limit=1`)).json();
    expect(page).toMatchObject({ total: 1_001, totalIsEstimate: true });
  });
});

describe('Who is in a team is the business of those who may change teams', () => {
  it('and seen by those who may see them', async () => {
    const team = await teamOf(person.id);
    expect((await sendAs(staff, 'GET', pathOf(team))).status).toBe(200);
    expect((await sendAs(person, 'GET', pathOf(team))).status).toBe(403);
    const refused = [
      await addTo(team, staff, { userId: staff.id }),
      await sendAs(staff, 'DELETE', pathOf(team), { userId: person.id }),
      await sendAs(staff, 'DELETE', `${pathOf(team)}/${person.id}`),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(await idsIn(team)).toEqual([person.id]);
  });

  it('in either spelling: teams:update, or teams:write, which older documents have', async () => {
    const team = await teamOf();
    const service = { confidential: true, grantTypes: ['client_credentials'], columns: { allow_api: true } };
    for (const [scope, expected] of [['teams:write', 201] as const, ['teams:read', 403] as const]) {
      const client = await createClient(organisation.id, { ...service, scopes: [scope] });
      const grant = {
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.secret ?? '',
      };
      const { access_token: token } = (await (await postForm('/oauth2/token', grant)).json()) as {
        access_token: string;
      };
      const answer = await send(pathOf(team), {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ userId: person.id }),
      });
      expect(answer.status, scope).toBe(expected);
    }
  });
});
