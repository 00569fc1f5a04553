/** How many messages invitations may send, and that an invitation ends with its sender's right to invite. */
import { beforeAll, describe, expect, test } from 'vitest';
import { postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { inviteSomebody, newAddress, roleId } from '../../support/invitations.ts';
import { emailsTo } from '../../support/mailbox.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const accept = (token: string, email: string) =>
  postJson(`/v1/public/invitations/${token}/accept`, {
    email,
    firstName: 'New',
    lastName: 'Comer',
    password: PASSWORD,
  });
const resend = (who: TestOrganisation | TestPerson, id: string) =>
  sendAs(who, 'POST', `/v1/admin/invitations/${id}/resend`, {});
/** As if it had been sent some minutes ago. */
const age = (id: string) =>
  asOwner(`UPDATE invitations SET updated_at = now() - interval '5 minutes' WHERE id = $1`, [id]);

async function waitsOf(email: string): Promise<number[]> {
  const rows = await asOwner<{ wait: number }>(
    `SELECT extract(epoch FROM next_attempt_at - created_at)::int AS wait FROM outbound_emails
     WHERE recipient = $1 ORDER BY created_at, next_attempt_at`,
    [email],
  );
  return rows.map(({ wait }) => wait);
}

describe('an address that many organisations invite', () => {
  test('gets one message a minute in total, and no organisation learns of another', async () => {
    const email = newAddress();
    const organisations = [organisation, await createOrganisation(), await createOrganisation()];
    for (const host of organisations) {
      const answer = await sendAs(host, 'POST', '/v1/admin/invitations', {
        email,
        roleId: await roleId(host, 'staff'),
      });
      expect(answer.status).toBe(201);
    }
    const waits = await waitsOf(email);
    expect(waits[0]).toBeLessThanOrEqual(0);
    expect(waits[1]).toBeGreaterThan(20);
    expect(waits[2]).toBeGreaterThan((waits[1] ?? 0) + 20);
  });

  test('has a queue of an hour; further invitations are refused', async () => {
    const email = newAddress();
    await inviteSomebody(organisation, { email });
    await asOwner(
      `UPDATE sign_in_throttles SET blocked_until = now() + interval '2 hours'
       WHERE key = rtrim(translate(encode(sha256(convert_to('invitation mail ' || $1, 'UTF8')), 'base64'), '+/', '-_'), '=')`,
      [email],
    );
    const host = await createOrganisation();
    const answer = await sendAs(host, 'POST', '/v1/admin/invitations', { email, roleId: await roleId(host, 'staff') });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(3_000);
  });

  test('an invitation is sent again after a minute at the earliest', async () => {
    const { id, email } = await inviteSomebody(organisation);
    const refused = await resend(organisation, id);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(60);
    expect(await emailsTo(email, 'invitation')).toHaveLength(1);
    await age(id);
    expect((await resend(organisation, id)).status).toBe(200);
    expect((await resend(organisation, id)).status).toBe(429);
  });
});

/** As if the organisation had sent so many invitations today. */
const sent = (host: TestOrganisation, count: number) =>
  asOwner(
    `UPDATE sign_in_throttles SET failures = $2
     WHERE key = rtrim(translate(encode(sha256(convert_to('invitations of ' || $1, 'UTF8')), 'base64'), '+/', '-_'), '=')`,
    [host.id, count],
  );

describe('an invitation that is sent again', () => {
  test('waits behind invitations of others to the same address', async () => {
    const { id, email } = await inviteSomebody(organisation);
    await age(id);
    await inviteSomebody(await createOrganisation(), { email });
    expect((await resend(organisation, id)).status).toBe(200);
    const [, second = 0, third = 0] = await waitsOf(email);
    expect(second).toBeGreaterThan(20);
    expect(third).toBeGreaterThan(second + 20);
  });

  test('counts against the daily limit of the organisation', async () => {
    const host = await createOrganisation();
    const { id, email } = await inviteSomebody(host);
    await age(id);
    await sent(host, 500);
    const refused = await resend(host, id);
    expect([refused.status, await emailsTo(email, 'invitation')]).toEqual([429, [expect.anything()]]);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(80_000);
  });
});

describe('an organisation', () => {
  const invite = async (host: TestOrganisation) =>
    (await sendAs(host, 'POST', '/v1/admin/invitations', { email: newAddress(), roleId: await roleId(host, 'staff') }))
      .status;
  test('whose owner has not verified their address sends ten invitations a day, and more afterwards', async () => {
    const host = await createOrganisation({ proved: false });
    const statuses = [];
    for (let index = 0; index < 11; index++) statuses.push(await invite(host));
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 429]);
    await asOwner('UPDATE users SET email_verified_at = now() WHERE id = $1', [host.owner.id]);
    expect(await invite(host)).toBe(201);
  });

  test('at its daily limit is refused, and others can still invite the address', async () => {
    const host = await createOrganisation();
    const email = newAddress();
    await inviteSomebody(host);
    await sent(host, 500);
    for (let index = 0; index < 65; index++) {
      const refused = await sendAs(host, 'POST', '/v1/admin/invitations', {
        email,
        roleId: await roleId(host, 'staff'),
      });
      expect(refused.status).toBe(429);
    }
    await inviteSomebody(await createOrganisation(), { email });
    expect((await waitsOf(email))[0], 'at once').toBeLessThanOrEqual(0);
  });

  test('sends five hundred a day; refused invitations do not count', async () => {
    const host = await createOrganisation();
    const { email } = await inviteSomebody(host);
    await sent(host, 499);
    const again = await sendAs(host, 'POST', '/v1/admin/invitations', { email, roleId: await roleId(host, 'staff') });
    expect(again.status, 'invited already').toBe(400);
    expect(await invite(host)).toBe(201);
    expect(await invite(host)).toBe(429);
  });

  test('may send again after a day', async () => {
    const host = await createOrganisation();
    await inviteSomebody(host);
    await sent(host, 500);
    expect(await invite(host)).toBe(429);
    await asOwner(
      `UPDATE sign_in_throttles SET expires_at = now() - interval '1 second'
       WHERE key = rtrim(translate(encode(sha256(convert_to('invitations of ' || $1, 'UTF8')), 'base64'), '+/', '-_'), '=')`,
      [host.id],
    );
    expect(await invite(host)).toBe(201);
  });
});

describe("an invitation ends with its sender's right to give it", () => {
  async function invitedByAdmin(): Promise<{ admin: TestPerson; id: string; email: string; token: string }> {
    const admin = await createPerson(organisation, 'admin');
    const invitation = await inviteSomebody(
      { ...organisation, cookies: admin.cookies, csrf: admin.csrf },
      {
        roleId: await roleId(organisation, 'admin'),
      },
    );
    return { admin, ...invitation };
  }

  const ENDS: [string, (admin: TestPerson) => Promise<unknown>][] = [
    ['they were blocked', ({ id }) => asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [id])],
    ['they were deleted', ({ id }) => asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [id])],
    ['their role was taken', ({ id }) => asOwner('DELETE FROM user_roles WHERE user_id = $1', [id])],
    [
      'their role is a smaller one',
      async ({ id }) =>
        asOwner('UPDATE user_roles SET role_id = $2 WHERE user_id = $1', [id, await roleId(organisation, 'staff')]),
    ],
  ];

  test.each(ENDS)('%s', async (_what, end) => {
    const { admin, token, email } = await invitedByAdmin();
    await end(admin);
    expect(
      (
        await postJson('/v1/auth/invitations/accept', {
          token,
          email,
          firstName: 'N',
          lastName: 'C',
          password: PASSWORD,
        })
      ).status,
    ).toBe(400);
    expect((await accept(token, email)).status).toBe(400);
    expect(await asOwner('SELECT FROM users WHERE email = $1', [email])).toEqual([]);
  });

  test('it is valid while they have it', async () => {
    const { token, email } = await invitedByAdmin();
    expect((await accept(token, email)).status).toBe(201);
  });

  test('an account of another organisation cannot join by it either', async () => {
    const guest = await createPerson(await createOrganisation());
    const admin = await createPerson(organisation, 'admin');
    const { token } = await inviteSomebody(
      { ...organisation, cookies: admin.cookies, csrf: admin.csrf },
      { email: guest.email },
    );
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [admin.id]);
    expect((await sendAs(guest, 'POST', '/v1/auth/invitations/accept', { token })).status).toBe(400);
  });

  test('a person who sends it again becomes its sender', async () => {
    const { admin, id, email } = await invitedByAdmin();
    await asOwner('UPDATE users SET blocked_at = now() WHERE id = $1', [admin.id]);
    await age(id);
    expect((await resend(organisation, id)).status).toBe(200);
    const [message] = await emailsTo(email, 'invitation').then((all) => all.slice(-1));
    const token = /inv_[\w-]{43}/.exec(message?.text ?? '')?.[0] ?? '';
    expect((await accept(token, email)).status).toBe(201);
  });
});
