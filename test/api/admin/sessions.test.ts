import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createGuest } from '../../support/guests.ts';
import { createListener, receiveLogouts, verifyLogoutToken } from '../../support/logouts.ts';
import { obtainTokens } from '../../support/oauth.ts';
import { createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const SESSIONS = '/v1/admin/sessions';

let organisation: TestOrganisation;
let staff: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
  staff = await createPerson(organisation, 'staff');
  await createOrganisation();
});

interface Listed {
  data: { id: string; user: { id: string; email: string; name: string }; current: boolean }[];
  total: number;
  nextCursor: string | null;
}

async function list(query = ''): Promise<Listed> {
  const answer = await sendAs(organisation, 'GET', `${SESSIONS}${query}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  expectFlights(answer, 2);
  return answer.json();
}

describe('The sessions of an organisation', () => {
  it('are those of its people, the newest first, without their tokens', async () => {
    const { data, total } = await list();
    expect(data.map(({ user, current }) => [user.email, current])).toEqual([
      [staff.email, false],
      [organisation.owner.email, true],
    ]);
    expect(total).toBe(2);
    const moments = {
      lastActivityAt: expect.any(String),
      expiresAt: expect.any(String),
      createdAt: expect.any(String),
    };
    const { id, email } = staff;
    const user = { id, email, name: 'Grace Person' };
    expect(data[0]).toEqual({
      ...{ id: expect.any(String), user, ...moments, current: false },
      ...{ ipAddress: expect.any(String), userAgent: expect.any(String) },
    });
  });

  it('come in pages by cursor', async () => {
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.nextCursor}`);
    expect([first, second].map(({ data }) => data[0]?.user.email)).toEqual([staff.email, organisation.owner.email]);
    expect((await list(`?limit=1&cursor=${second.nextCursor}`)).data).toEqual([]);
    expect((await sendAs(organisation, 'GET', `${SESSIONS}?cursor=WyJ4Il0`)).status).toBe(400);
  });

  it('are nothing for those who may only read people', async () => {
    expect((await sendAs(staff, 'GET', SESSIONS)).status).toBe(403);
  });

  it.each([
    ['have expired', `expires_at = now() - interval '1 second'`],
    ['were idle for too long', `last_activity_at = now() - interval '1 year', expires_at = now() + interval '1 hour'`],
    [
      'may only set up a factor',
      `kind = 'enrolment', last_activity_at = now(), expires_at = now() + interval '1 hour'`,
    ],
  ])('are not those that %s', async (_what, change) => {
    await asOwner(`UPDATE sessions SET ${change} WHERE user_id = $1`, [staff.id]);
    const { data, total } = await list();
    expect([data.map(({ user }) => user.email), total]).toEqual([[organisation.owner.email], 1]);
  });
});

const isSignedIn = async ({ cookies }: { cookies: string }) =>
  (await send('/v1/me/profile', { headers: { Cookie: cookies } })).status === 200;

async function sessionOf({ id }: { id: string }): Promise<string> {
  const [session] = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [id]);
  return session?.id ?? '';
}

describe('A session of the organisation', () => {
  it('ends, with its event, and its clients are told', async () => {
    const received = receiveLogouts();
    const person = await createPerson(organisation);
    const listener = await createListener(organisation);
    await obtainTokens({ ...organisation, ...person }, listener, 'openid');
    const id = await sessionOf(person);
    const answer = await sendAs(organisation, 'DELETE', `${SESSIONS}/${id}`);
    expectFlights(answer, 3);
    expect([answer.status, await isSignedIn(person)]).toEqual([204, false]);
    const recorded = await asOwner(
      'SELECT event_type, metadata FROM audit_logs WHERE organisation_id = $1 AND resource_id = $2 AND user_id = $3',
      [organisation.id, id, organisation.owner.id],
    );
    expect(recorded).toEqual([{ event_type: 'session.revoked', metadata: { userId: person.id } }]);
    await vi.waitFor(() => expect(received.map(({ url }) => url)).toEqual([listener.uri]));
    const { payload } = await verifyLogoutToken(received[0], listener);
    expect(payload).toMatchObject({ sub: person.id, sid: id });
    const again = await sendAs(organisation, 'DELETE', `${SESSIONS}/${id}`);
    expect([again.status, await again.json()]).toMatchObject([404, { detail: 'Session not found' }]);
  });

  it('of somebody with permissions that one lacks goes on', async () => {
    const manager = await createPerson(organisation, 'manager');
    const admin = await createPerson(organisation, 'admin');
    const answer = await sendAs(manager, 'DELETE', `${SESSIONS}/${await sessionOf(admin)}`);
    expect([answer.status, await isSignedIn(admin)]).toEqual([403, true]);
    const own = await sendAs(manager, 'DELETE', `${SESSIONS}/${await sessionOf(manager)}`);
    expect([own.status, await isSignedIn(manager)]).toEqual([204, false]);
  });

  it('is not ended by those who may only read people', async () => {
    const person = await createPerson(organisation);
    const reader = await createPerson(organisation, 'staff');
    expect((await sendAs(reader, 'DELETE', `${SESSIONS}/${await sessionOf(person)}`)).status).toBe(403);
    expect(await isSignedIn(person)).toBe(true);
  });

  it('of another organisation is not found, even of a guest', async () => {
    const home = await createOrganisation();
    const guest = await createGuest(organisation, home);
    const answer = await sendAs(organisation, 'DELETE', `${SESSIONS}/${await sessionOf(guest)}`);
    expect([answer.status, await isSignedIn(guest)]).toEqual([404, true]);
    expect((await sendAs(organisation, 'DELETE', `${SESSIONS}/no-id`)).status).toBe(404);
  });
});
