import { beforeAll, describe, expect, it } from 'vitest';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
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
