import { beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { obtainTokens, refresh } from '../../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';

let organisation: TestOrganisation;
let admin: TestPerson;
let staff: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
  admin = await createPerson(organisation, 'admin');
  staff = await createPerson(organisation, 'staff');
});

const pathOf = ({ id }: { id: string }) => `/v1/admin/users/${id}`;
const isSignedIn = async ({ cookies }: { cookies: string }) =>
  (await send('/v1/me/profile', { headers: { Cookie: cookies } })).status === 200;

async function sessionsOf(person: { id: string }) {
  const answer = await sendAs(admin, 'GET', `${pathOf(person)}/sessions`);
  expectFlights(answer, 2);
  return (await answer.json()) as { data: { id: string }[]; total: number };
}

function traces(id: string) {
  return asOwner(
    `SELECT event_type, metadata FROM audit_logs WHERE organisation_id = $1 AND user_id = $2
     AND (resource_id = $3 OR metadata->>'userId' = $3) ORDER BY id`,
    [organisation.id, admin.id, id],
  );
}

describe('The sessions of a person', () => {
  it('are listed without anything that opens one', async () => {
    const person = await createPerson(organisation);
    await signIn(person.email);
    const { data, total } = await sessionsOf(person);
    expect([data.length, total]).toEqual([2, 2]);
    const moment = expect.any(String);
    const where = { ipAddress: expect.any(String), userAgent: expect.any(String) };
    expect(data[0]).toEqual({ id: moment, ...where, lastActivityAt: moment, expiresAt: moment, createdAt: moment });
  });

  it('end one by one', async () => {
    const person = await createPerson(organisation);
    const other = await signIn(person.email);
    const { data } = await sessionsOf(person);
    const [latest] = data;
    const answer = await sendAs(admin, 'DELETE', `${pathOf(person)}/sessions/${latest?.id}`);
    expectFlights(answer, 3);
    expect(answer.status).toBe(204);
    expect([await isSignedIn(other), await isSignedIn(person)]).toEqual([false, true]);
    expect((await sendAs(admin, 'DELETE', `${pathOf(person)}/sessions/${latest?.id}`)).status).toBe(404);
    expect(await traces(latest?.id ?? '')).toEqual([
      { event_type: 'session.revoked', metadata: { userId: person.id } },
    ]);
  });

  it('of somebody else are not found under their name', async () => {
    const [person, other] = [await createPerson(organisation), await createPerson(organisation)];
    const [theirs] = (await sessionsOf(other)).data;
    for (const id of [theirs?.id, uuidv7(), 'no-id']) {
      const answer = await sendAs(admin, 'DELETE', `${pathOf(person)}/sessions/${id}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { detail: 'Session not found' }]);
    }
    expect(await isSignedIn(other)).toBe(true);
  });

  it('end together, with the tokens of applications', async () => {
    const person = await createPerson(organisation);
    const client = await createClient(organisation.id);
    const tokens = await obtainTokens({ ...organisation, ...person }, client);
    const answer = await sendAs(admin, 'DELETE', `${pathOf(person)}/sessions`);
    expectFlights(answer, 3);
    expect(answer.status).toBe(204);
    expect(await isSignedIn(person)).toBe(false);
    const bearer = { Authorization: `Bearer ${tokens.access_token}` };
    expect((await send('/oauth2/userinfo', { headers: bearer })).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(400);
    expect(await isSignedIn(await signIn(person.email))).toBe(true);
    expect(await traces(person.id)).toEqual([
      { event_type: 'session.revoked', metadata: { scope: 'all', userId: person.id } },
    ]);
  });
});

describe('What an administrator does about the sign-in of a person', () => {
  it('blocks and unblocks them', async () => {
    const person = await createPerson(organisation);
    const blocked = await sendAs(admin, 'POST', `${pathOf(person)}/block`, { reason: 'Lost laptop' });
    expectFlights(blocked, 3);
    expect(await blocked.json()).toMatchObject({ blockedAt: expect.any(String), blockedReason: 'Lost laptop' });
    expect(await isSignedIn(person)).toBe(false);
    const refused = await postJson('/v1/auth/login', { email: person.email, password: PASSWORD });
    expect([refused.status, await refused.json()]).toMatchObject([401, { detail: 'Account is blocked' }]);
    const unblocked = await sendAs(admin, 'POST', `${pathOf(person)}/unblock`);
    expectFlights(unblocked, 3);
    expect(await unblocked.json()).toMatchObject({ blockedAt: null, blockedReason: null });
    await sendAs(admin, 'POST', `${pathOf(person)}/unblock`);
    expect(await isSignedIn(await signIn(person.email))).toBe(true);
    expect((await traces(person.id)).map(({ event_type }) => event_type)).toEqual(['user.blocked', 'user.unblocked']);
  });

  it('voids the password: only the link from the mail gives another one, and not the same', async () => {
    await asOwner(`UPDATE organisations SET password_policy = '{"preventReuse": 1}' WHERE id = $1`, [organisation.id]);
    const person = await createPerson(organisation);
    const answer = await sendAs(admin, 'POST', `${pathOf(person)}/force-password-change`);
    expectFlights(answer, 3);
    expect(answer.status, await answer.clone().text()).toBe(200);
    expect(await isSignedIn(person)).toBe(false);
    expect((await postJson('/v1/auth/login', { email: person.email, password: PASSWORD })).status).toBe(401);
    const token = await newestToken(person.email, 'password-demanded');
    const reset = (password: string) => postJson('/v1/auth/reset-password', { token, password });
    expect((await reset(PASSWORD)).status).toBe(400);
    expect((await reset('Another-Horse-8')).status).toBe(200);
    expect(await isSignedIn(await signIn(person.email, 'Another-Horse-8'))).toBe(true);
    expect((await traces(person.id)).map(({ event_type }) => event_type)).toEqual(['user.password_change_required']);
  });

  it('has no effect on accounts of other identity providers', async () => {
    const person = await createPerson(organisation);
    await asOwner(`UPDATE users SET identity_provider = 'google' WHERE id = $1`, [person.id]);
    expect((await sendAs(admin, 'POST', `${pathOf(person)}/force-password-change`)).status).toBe(409);
    expect(await isSignedIn(person)).toBe(true);
    expect(await emailsTo(person.email, 'password-demanded')).toEqual([]);
  });

  it.each([
    ['GET', '/sessions'],
    ['GET', '/factors'],
    ['DELETE', '/sessions'],
    ['POST', '/reset-mfa'],
    ['POST', '/force-password-change'],
  ])('takes users:update: %s %s', async (method, path) => {
    expect((await sendAs(staff, method, `${pathOf(staff)}${path}`)).status).toBe(403);
  });
});

describe('The second factors of a person', () => {
  it('are shown by name and kind, without secrets', async () => {
    const person = await createMfaPerson(organisation);
    const answer = await sendAs(admin, 'GET', `${pathOf(person)}/factors`);
    expectFlights(answer, 2);
    expect(await answer.json()).toEqual({
      enabled: true,
      backupCodesRemaining: 10,
      factors: [
        {
          id: expect.any(String),
          type: 'totp',
          name: expect.any(String),
          createdAt: expect.any(String),
          lastUsedAt: expect.anything(),
        },
      ],
    });
  });

  it.each([
    ['by their reset', 'POST', '/reset-mfa', undefined, 200],
    ['by a change', 'PATCH', '', { mfaEnabled: false }, 200],
  ])(
    'are removed %s: the password is enough then, and the person is told',
    async (_what, method, path, body, status) => {
      const person = await createMfaPerson(organisation);
      expect((await logIn(person.email)).status).not.toBe(200);
      const answer = await sendAs(admin, method, `${pathOf(person)}${path}`, body);
      expectFlights(answer, 3);
      expect(answer.status, await answer.clone().text()).toBe(status);
      expect((await logIn(person.email)).status).toBe(200);
      const [mail] = (await emailsTo(person.email, 'mfa-changed')).slice(-1);
      expect(mail?.text).toContain('by an administrator');
      expect(await traces(person.id)).toEqual([
        { event_type: 'user.mfa.disabled', metadata: { byAdministrator: true } },
      ]);
    },
  );

  it('are removed one by one, two-step sign-in with the last one', async () => {
    const person = await createMfaPerson(organisation);
    const extra = uuidv7();
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, confirmed_at) VALUES ($1, $2, $3, 'email', 'Mail', now())`,
      [extra, organisation.id, person.id],
    );
    const remove = (id: string) => sendAs(admin, 'DELETE', `${pathOf(person)}/factors/${id}`);
    expect((await remove(uuidv7())).status).toBe(404);
    expect((await remove('no-id')).status).toBe(404);
    const removed = await remove(extra);
    expectFlights(removed, 4);
    expect(removed.status).toBe(204);
    expect((await logIn(person.email)).status).not.toBe(200);
    const [totp] = await asOwner<{ id: string }>('SELECT id FROM mfa_factors WHERE user_id = $1', [person.id]);
    expect((await remove(totp?.id ?? '')).status).toBe(204);
    expect((await logIn(person.email)).status).toBe(200);
    expect(await asOwner('SELECT FROM mfa_backup_codes WHERE user_id = $1', [person.id])).toEqual([]);
    expect((await emailsTo(person.email, 'mfa-changed')).slice(-2)).toHaveLength(2);
  });
});
