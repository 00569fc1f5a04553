import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const STATS = '/v1/admin/stats';

let organisation: TestOrganisation;
let stranger: TestOrganisation;
let staff: TestPerson;

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const dateOf = (moment: Date) => moment.toISOString().slice(0, 10);

beforeAll(async () => {
  [organisation, stranger] = [await createOrganisation(), await createOrganisation()];
  staff = await createPerson(organisation, 'staff');
});

type Who = Pick<TestPerson, 'cookies' | 'csrf'>;

async function read(path: string, who: Who = organisation): Promise<Record<string, never>> {
  const answer = await sendAs(who, 'GET', `${STATS}${path}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  expectFlights(answer, 2);
  return answer.json();
}

/** People without a session. */
async function addPeople(its: TestOrganisation, people: Record<string, unknown>[]): Promise<void> {
  for (const columns of people) {
    const id = uuidv7();
    const all = {
      id,
      organisation_id: its.id,
      email: `${id}@example.com`,
      first_name: 'A',
      last_name: 'B',
      name: 'A B',
    };
    const row = { ...all, ...columns };
    const names = Object.keys(row);
    const values = names.map((_, index) => `$${index + 1}`);
    await asOwner(`INSERT INTO users (${names.join(', ')}) VALUES (${values.join(', ')})`, Object.values(row));
  }
}

async function addSignIns(its: TestOrganisation, at: Date, success: boolean, count: number): Promise<void> {
  for (let made = 0; made < count; made++) {
    await asOwner(
      `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, success,
         created_at) VALUES ($1, $2, $3, 'auth', 'login', '', '', $4, $5)`,
      [uuidv7(at), its.id, success ? 'user.login.success' : 'user.login.failed', success, at],
    );
  }
}

describe('The overview', () => {
  it('counts what the organisation has, and nothing of others', async () => {
    const its = await createOrganisation();
    const [lately, longAgo] = [daysAgo(29), daysAgo(31)];
    await addPeople(its, [
      { last_login_at: lately, mfa_enabled: true },
      { last_login_at: longAgo, created_at: longAgo },
      { last_login_at: lately, blocked_at: lately },
      { deleted_at: lately, last_login_at: lately, mfa_enabled: true },
    ]);
    await createClient(its.id);
    const old = await createClient(its.id);
    await asOwner('UPDATE clients SET created_at = $2 WHERE id = $1', [old.id, longAgo]);
    await asOwner('UPDATE clients SET deleted_at = now() WHERE id = $1', [(await createClient(its.id)).id]);
    for (const [key, column] of [
      ['valid', 'updated_at'],
      ['revoked', 'revoked_at'],
      ['expired', 'expires_at'],
    ]) {
      await asOwner(
        `INSERT INTO api_keys (id, organisation_id, name, key_prefix, key_hash, scopes, ${column})
         VALUES ($1, $2, '', '', $3, '[]', now() - interval '1 second')`,
        [uuidv7(), its.id, `${key} ${its.id}`],
      );
    }
    expect(await read('/overview', its)).toEqual({
      totalUsers: 4,
      activeUsers30d: 2,
      mfaAdoptionRate: 25,
      totalSessions: 1,
      totalClients: 2,
      totalApiKeys: 1,
      trends: { users30d: 3, clients30d: 1 },
    });
  });
});

describe('The activity', () => {
  it('has an entry for each of the last thirty days, the oldest first, zero where nothing happened', async () => {
    const { loginActivity, newUsers, authEvents } = (await read('/activity')) as Record<string, { date: string }[]>;
    const dates = Array.from({ length: 30 }, (_, index) => dateOf(daysAgo(29 - index)));
    for (const days of [loginActivity, newUsers, authEvents]) expect(days?.map(({ date }) => date)).toEqual(dates);
    expect(loginActivity?.[0]).toEqual({ date: dates[0], count: 0 });
    expect(authEvents?.[0]).toEqual({ date: dates[0], successful: 0, failed: 0 });
  });

  it('counts sign-ins and new people on their day (UTC), of this organisation alone', async () => {
    const its = await createOrganisation();
    const today = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
    const [first, last] = [new Date(today.getTime() - DAY_MS), new Date(today.getTime() - 1)];
    await addSignIns(its, first, true, 2);
    await addSignIns(its, last, true, 1);
    await addSignIns(its, last, false, 3);
    await addSignIns(its, new Date(first.getTime() - 1), true, 5);
    await addSignIns(stranger, first, true, 7);
    await addPeople(its, [{ created_at: last }, { created_at: first }, { created_at: first, deleted_at: last }]);
    await postJson('/v1/auth/login', { email: its.owner.email, password: 'Wrong-Horse-7' });
    const date = dateOf(first);
    expect(await read('/activity?days=2', its)).toEqual({
      loginActivity: [
        { date, count: 3 },
        { date: dateOf(today), count: 0 },
      ],
      newUsers: [
        { date, count: 2 },
        { date: dateOf(today), count: 1 },
      ],
      authEvents: [
        { date, successful: 3, failed: 3 },
        { date: dateOf(today), successful: 0, failed: 1 },
      ],
    });
  });

  it.each(['1', '90', ''])('takes a number of days: "%s"', async (days) => {
    const { newUsers } = (await read(`/activity?days=${days}`)) as Record<string, unknown[]>;
    expect(newUsers).toHaveLength(Number(days) || 30);
  });

  it.each(['0', '91', '-1', '1.5', 'all', '1e1000'])('refuses another: "%s"', async (days) => {
    const answer = await sendAs(staff, 'GET', `${STATS}/activity?days=${days}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [expect.objectContaining({ path: ['days'] })] });
  });
});

describe('The state of security', () => {
  it('counts people by status and second factor, and names the most active and the newest', async () => {
    const its = await createOrganisation();
    const lately = daysAgo(1);
    await addPeople(its, [
      { name: 'Often', last_login_at: lately, login_count: 9, mfa_enabled: true, created_at: daysAgo(9) },
      { name: 'Never', created_at: daysAgo(8) },
      { name: 'Blocked', blocked_at: lately, last_login_at: lately, login_count: 5, created_at: daysAgo(7) },
      { name: 'Gone', deleted_at: lately, login_count: 99 },
    ]);
    const found = (await read('/security', its)) as unknown as {
      topActiveUsers: { name: string; lastLoginAt: string }[];
      recentSignups: { name: string }[];
    };
    expect(found).toMatchObject({
      usersByStatus: { active: 2, inactive: 1, blocked: 1 },
      mfaBreakdown: { enabled: 1, disabled: 3 },
    });
    expect(found.topActiveUsers.map(({ name }) => name)).toEqual(['Often', 'Blocked', its.owner.name]);
    const often = { name: 'Often', loginCount: 9, lastLoginAt: lately.toISOString(), id: expect.any(String) };
    expect(found.topActiveUsers[0]).toEqual(often);
    expect(found.recentSignups.map(({ name }) => name)).toEqual([its.owner.name, 'Blocked', 'Never', 'Often']);
    const owner = { id: its.owner.id, name: its.owner.name, email: its.owner.email, createdAt: expect.any(String) };
    expect(found.recentSignups[0]).toEqual(owner);
  });
});

it('Statistics are for those who may read people, as all default roles may', async () => {
  const nobody = await createPerson(organisation);
  for (const path of ['/overview', '/activity', '/security']) {
    await read(path, staff);
    expect((await sendAs(nobody, 'GET', `${STATS}${path}`)).status).toBe(403);
  }
});
