import { beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../support/api-keys.ts';
import { inviteSomebody } from '../../support/invitations.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { OriginalFrontend } from '../../support/original-frontend.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

/** The page has the number of each list from a request for one row. */
const COUNTS: [string, number][] = [
  ['/v1/admin/users?limit=1', 2],
  ['/v1/admin/roles?limit=1', 4],
  ['/v1/admin/teams?limit=1', 1],
  ['/v1/admin/clients?limit=1', 1],
  ['/v1/admin/api-keys?limit=1&status=active', 1],
  ['/v1/admin/invitations?status=pending&limit=1', 1],
  ['/v1/admin/webhooks?limit=1', 0],
];
const STATISTICS = ['overview', 'activity?days=30', 'security'].map((name) => `/v1/admin/stats/${name}`);

let organisation: TestOrganisation;
let staff: TestPerson;
let frontend: OriginalFrontend;

beforeAll(async () => {
  organisation = await createOrganisation();
  staff = await createPerson(organisation, 'staff');
  await createClient(organisation.id);
  await createApiKey(organisation, ['users:read']);
  await inviteSomebody(organisation);
  await sendAs(organisation, 'POST', '/v1/admin/teams', { name: 'Engineering', slug: 'engineering' });
  frontend = new OriginalFrontend(organisation.cookies);
});

describe('The dashboard', () => {
  it('is shown to whoever has a profile, all of whose members exist', async () => {
    const { id, slug, name, owner } = organisation;
    const { status, body } = await frontend.onServer('GET', '/v1/me/profile');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ id: owner.id, email: owner.email, name: 'Ada Owner', firstName: 'Ada', lastName: 'Owner', phone: null },
      ...{ emailVerified: true, mfaEnabled: false, organisation: { id, slug, name } },
      ...{ roles: [{ name: 'Owner', slug: 'owner' }], permissions: ['*'] },
    });
  });

  it.each(COUNTS)('counts by %s', async (path, total) => {
    const { status, body } = await frontend.onServer('GET', path);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ total, pagination: { total, limit: 1, offset: 0 } }),
    ]);
  });

  it('shows numbers and trends', async () => {
    const { body } = await frontend.onServer('GET', '/v1/admin/stats/overview');
    expect(body).toEqual({
      ...{ totalUsers: 2, activeUsers30d: expect.any(Number), mfaAdoptionRate: 0 },
      ...{ totalSessions: expect.any(Number), totalClients: 1, totalApiKeys: 1 },
      trends: { users30d: 2, clients30d: 1 },
    });
  });

  it('draws thirty days of activity', async () => {
    type Day = { date: string };
    const { body } = await frontend.onServer<Record<string, Day[]>>('GET', '/v1/admin/stats/activity?days=30');
    const day = { date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) };
    const counted = { ...day, count: expect.any(Number) };
    const { loginActivity = [], newUsers = [], authEvents = [] } = body;
    expect([loginActivity.length, newUsers.length, authEvents.length]).toEqual([30, 30, 30]);
    expect([...loginActivity, ...newUsers]).toEqual(Array(60).fill(counted));
    expect(authEvents).toEqual(Array(30).fill({ ...day, successful: expect.any(Number), failed: expect.any(Number) }));
  });

  it('shows who is active and who is new', async () => {
    type Security = { usersByStatus: object; mfaBreakdown: object; topActiveUsers: object[]; recentSignups: object[] };
    const { body } = await frontend.onServer<Security>('GET', '/v1/admin/stats/security');
    expect(body.mfaBreakdown).toEqual({ enabled: 0, disabled: 2 });
    expect(Object.keys(body.usersByStatus).sort()).toEqual(['active', 'blocked', 'inactive']);
    const person = { id: staff.id, name: 'Grace Person' };
    const active = { ...person, loginCount: 1, lastLoginAt: expect.any(String) };
    expect(body.topActiveUsers).toContainEqual(active);
    expect(body.recentSignups).toContainEqual({ ...person, email: staff.email, createdAt: expect.any(String) });
  });

  it('shows the latest events, with an actor, a resource and metadata each', async () => {
    type Entry = { id: string; timestamp: string; actor: object; resource: object; metadata: object };
    const path = '/v1/admin/audit-logs?limit=10&sort=timestamp&order=desc';
    const { status, body } = await frontend.onServer<{ data: Entry[]; pagination: object }>('GET', path);
    expect([status, body.pagination]).toEqual([200, { total: expect.any(Number), limit: 10, offset: 0 }]);
    expect(body.data.length).toBeGreaterThan(3);
    for (const { timestamp, actor, resource, metadata } of body.data) {
      expect(new Date(timestamp).getTime()).not.toBeNaN();
      expect(actor).toMatchObject({ id: expect.any(String), email: expect.any(String), name: expect.any(String) });
      expect(resource).toMatchObject({ type: expect.any(String), id: expect.any(String) });
      expect(metadata).toMatchObject({ ipAddress: expect.any(String), userAgent: expect.any(String) });
    }
  });

  it('is shown to staff: they see the statistics, and it tolerates what they may not list', async () => {
    const theirs = new OriginalFrontend(staff.cookies);
    const answers = await Promise.all(
      [...COUNTS.map(([path]) => path), ...STATISTICS].map(async (path) => (await theirs.onServer('GET', path)).status),
    );
    expect(answers.slice(-STATISTICS.length)).toEqual([200, 200, 200]);
    expect(answers.every((status) => status === 200 || status === 403)).toBe(true);
    expect((await theirs.onServer('GET', '/v1/admin/clients?limit=1')).status).toBe(403);
  });
});
