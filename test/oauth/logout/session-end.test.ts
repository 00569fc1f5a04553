/** Every act that ends a session notifies its clients (docs/decisions/0010-logout.md); expiry does not. */
import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { Client } from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { erase } from '../../../src/domain/account/erasure.ts';
import { deleteUser } from '../../../src/domain/users/deletion.ts';
import { runJobs } from '../../../src/jobs/index.ts';
import { openBrowser } from '../../pages/browser.ts';
import { cookiesOf, postJson, send } from '../../support/app.ts';
import { asOwner, withContext } from '../../support/database.ts';
import { inviteSomebody } from '../../support/invitations.ts';
import { createListener, deliveriesTo, logOut, receiveLogouts, signInTo } from '../../support/logouts.ts';
import { newestToken } from '../../support/mailbox.ts';
import { enrol, logIn, replaceCookies } from '../../support/mfa.ts';
import { exchangeCode, obtainCode } from '../../support/oauth.ts';
import {
  createClient,
  createOrganisation,
  PASSWORD,
  type TestClient,
  type TestOrganisation,
} from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';
import { holdRow } from '../../support/row-lock.ts';

let its: TestOrganisation;
let person: TestPerson;
let client: TestClient;
/** The `sid` by which the client knows the person's session. */
let sid: unknown;

beforeEach(async () => {
  its = await createOrganisation();
  person = await createPerson(its);
  client = await createListener(its);
  sid = await sidOf(person.cookies);
});

/** Signs in to the client. */
async function sidOf(cookies: string): Promise<unknown> {
  const [idToken = ''] = await signInTo({ ...its, cookies }, client);
  return decodeJwt(idToken).sid;
}

const sessionId = async () =>
  (await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [person.id]))[0]?.id;
const elsewhere = () => signIn(person.email);

type Act = () => Promise<unknown>;

const ACTS: Record<string, Act> = {
  'POST /v1/auth/logout': () => logOut(person.cookies),
  'DELETE /v1/auth/session': () => sendAs(person, 'DELETE', '/v1/auth/session'),
  'sign-out on the account page': () => openBrowser(person.cookies).submit('/account', {}, '/account/sign-out'),
  'the logout endpoint': async () => {
    const browser = openBrowser(person.cookies);
    const { body } = await browser.get('/oauth2/logout');
    const request = /name="request" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
    await browser.post('/oauth2/logout/confirm', { _csrf, request });
  },
  'DELETE /v1/me/sessions/:id, of itself': async () => sendAs(person, 'DELETE', `/v1/me/sessions/${await sessionId()}`),
  'DELETE /v1/me/sessions/:id, from elsewhere': async () => {
    const id = await sessionId();
    await sendAs(await elsewhere(), 'DELETE', `/v1/me/sessions/${id}`);
  },
  'DELETE /v1/me/sessions, from elsewhere': async () => sendAs(await elsewhere(), 'DELETE', '/v1/me/sessions'),
  'the end of one session on the account page': async () => {
    const id = await sessionId();
    await openBrowser((await elsewhere()).cookies).submit('/account', {}, `/account/sessions/${id}/end`);
  },
  'the end of all others on the account page': async () =>
    openBrowser((await elsewhere()).cookies).submit('/account', {}, '/account/sessions/end-others'),
  'a new password, from elsewhere': async () =>
    sendAs(await elsewhere(), 'POST', '/v1/me/password', { currentPassword: PASSWORD, newPassword: 'Another-Horse-8' }),
  'a forgotten password': async () => {
    await postJson('/v1/auth/forgot-password', { email: person.email });
    const token = await newestToken(person.email, 'password-reset');
    await postJson('/v1/auth/reset-password', { token, password: 'Another-Horse-8' });
  },
  'a first second factor, from elsewhere': async () => enrol({ id: person.id, ...(await elsewhere()) }),
  'the wish to delete the account': () => sendAs(person, 'DELETE', '/v1/me/account', { password: PASSWORD }),
  'deletion by an administrator': () => withContext(({ openTenant }) => deleteUser(openTenant(its.id, {}), person.id)),
  erasure: () => withContext(({ openTenant }) => erase(openTenant(its.id, {}), person.id)),
  'a colleague who signs in in the browser': async () =>
    logIn((await createPerson(its)).email, {}, { Cookie: person.cookies }),
  'a stranger who signs in in the browser': async () =>
    logIn((await createOrganisation()).owner.email, {}, { Cookie: person.cookies }),
  'a founder who signs up in the browser': () => {
    const email = `founder-${crypto.randomUUID()}@example.com`;
    const who = { organisationName: `Founded by ${email}`, email, firstName: 'A', lastName: 'B', password: PASSWORD };
    return postJson('/v1/auth/onboard', who, { Cookie: person.cookies });
  },
  'somebody who joins in the browser': async () => {
    const { email, token } = await inviteSomebody(its);
    const who = { firstName: 'A', lastName: 'B', email, password: PASSWORD };
    return postJson(`/v1/public/invitations/${token}/accept`, who, { Cookie: person.cookies });
  },
};

describe('its clients are notified once, of this session, by', () => {
  it.each(Object.entries(ACTS))('%s', async (_name, act) => {
    const received = receiveLogouts();
    await act();
    expect(received.map(({ token }) => decodeJwt(token).sid)).toEqual([sid]);
    expect(await deliveriesTo(client)).toEqual([expect.objectContaining({ attempt: 1, response_status: 200 })]);
    expect((await send('/v1/me/profile', { headers: { Cookie: person.cookies } })).status).toBe(401);
  });

  it('a logout that comes after the session has expired', async () => {
    await asOwner(`UPDATE sessions SET expires_at = now() - interval '1 minute' WHERE user_id = $1`, [person.id]);
    const received = receiveLogouts();
    await logOut(person.cookies);
    expect(received.map(({ token }) => decodeJwt(token).sid)).toEqual([sid]);
  });

  it('two concurrent logouts', async () => {
    const received = receiveLogouts();
    await Promise.all([logOut(person.cookies), logOut(person.cookies), logOut(person.cookies)]);
    expect(received).toHaveLength(1);
    const events = `SELECT FROM audit_logs WHERE user_id = $1 AND event_type = 'user.logout'`;
    expect(await asOwner(events, [person.id])).toHaveLength(1);
  });

  it('a logout concurrent with the sign-in of another client, which it waits for: both are notified', async () => {
    const other = await createListener(its);
    const received = receiveLogouts();
    const database = new Client({
      connectionString: (env as unknown as { TEST_OWNER_DATABASE_URL: string }).TEST_OWNER_DATABASE_URL,
    });
    database.on('error', () => {});
    await database.connect();
    await database.query('BEGIN');
    await database.query('INSERT INTO session_clients (organisation_id, session_id, client_id) VALUES ($1, $2, $3)', [
      its.id,
      sid,
      other.id,
    ]);
    const [{ pid }] = (await database.query('SELECT pg_backend_pid() AS pid')).rows as [{ pid: number }];
    const leaving = logOut(person.cookies);
    await waitingFor(pid);
    await database.query('COMMIT');
    await leaving;
    await database.end();
    expect(received.map(({ url }) => url).toSorted()).toEqual([client, other].map(uriOf).toSorted());
  });
});

const uriOf = (listener: TestClient) => (listener as TestClient & { uri: string }).uri;

/** Until somebody waits for what this connection holds. */
async function waitingFor(pid: number): Promise<void> {
  const waiting = 'SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))';
  while ((await asOwner(waiting, [pid])).length === 0);
}

describe('an unused code ends with its session, by', () => {
  it.each(Object.entries(ACTS))('%s', async (_name, act) => {
    receiveLogouts();
    const other = await createClient(its.id);
    const code = await obtainCode({ ...its, cookies: person.cookies }, other);
    await act();
    const answer = await exchangeCode(other, code);
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('no client is notified by', () => {
  async function expectSilence(act: Act): Promise<void> {
    const received = receiveLogouts();
    await act();
    expect(received).toEqual([]);
    expect(await deliveriesTo(client)).toEqual([]);
  }

  it('expiry: the session is deleted by a sweep', async () => {
    await asOwner(`UPDATE sessions SET expires_at = now() - interval '1 minute' WHERE user_id = $1`, [person.id]);
    await expectSilence(() => runJobs(env, '7 * * * *'));
    expect(await asOwner('SELECT FROM sessions WHERE user_id = $1', [person.id])).toEqual([]);
  });

  it('a changed password, which keeps the current session', async () => {
    const change = { currentPassword: PASSWORD, newPassword: 'Another-Horse-8' };
    await expectSilence(() => sendAs(person, 'POST', '/v1/me/password', change));
  });

  it('a sign-in that fails', async () => {
    const stranger = (await createPerson(its)).email;
    await expectSilence(() => logIn(stranger, { password: 'Wrong-Horse-7' }, { Cookie: person.cookies }));
  });

  it('a guessed id of somebody else’s session', async () => {
    const other = await createPerson(its);
    await expectSilence(() => sendAs(other, 'DELETE', `/v1/me/sessions/${sid}`));
  });
});

describe('a reauthentication continues the same session', () => {
  const ways: Record<string, () => Promise<string>> = {
    'by signing in again': async () =>
      replaceCookies(person.cookies, cookiesOf(await logIn(person.email, {}, { Cookie: person.cookies }))),
    'by adding a second factor': async () => (await enrol(person)).cookies,
  };

  it.each(Object.entries(ways))(
    '%s: the token changes, the sid does not, and no client is notified',
    async (_name, act) => {
      const received = receiveLogouts();
      const cookies = await act();
      expect(received).toEqual([]);
      expect((await send('/v1/me/profile', { headers: { Cookie: person.cookies } })).status).toBe(401);
      expect(await sidOf(cookies)).toBe(sid);
      // Clients of before are notified when it ends.
      await logOut(cookies);
      expect(received.map(({ token }) => decodeJwt(token).sid)).toEqual([sid]);
    },
  );

  it('its auth_time and amr are of the last authentication, its start is not', async () => {
    const facts = async () =>
      (
        await asOwner<Record<string, unknown>>(
          'SELECT id, auth_time, created_at, amr, kind FROM sessions WHERE user_id = $1',
          [person.id],
        )
      )[0];
    await asOwner(
      `UPDATE sessions SET auth_time = auth_time - interval '1 hour', created_at = created_at - interval '1 hour'
       WHERE user_id = $1`,
      [person.id],
    );
    const before = await facts();
    await logIn(person.email, {}, { Cookie: person.cookies });
    const { auth_time: authTime, ...after } = (await facts()) ?? {};
    const { auth_time: first, ...rest } = before ?? {};
    expect(after).toEqual(rest);
    expect(Number(authTime)).toBeGreaterThan(Number(first));
  });

  it('one of several concurrent sign-ins continues it, and each of the others has a session of its own', async () => {
    const signingIn = await holdRow('sessions', String(sid), async (whenWaiting) => {
      const all = [1, 2, 3].map(() => logIn(person.email, {}, { Cookie: person.cookies }));
      await whenWaiting(all.length);
      return all;
    });
    const answers = await Promise.all(signingIn);
    const ids = await asOwner<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [person.id]);
    expect(ids.map(({ id }) => id)).toContain(sid);
    expect(ids).toHaveLength(3);
    for (const answer of answers) {
      expect((await send('/v1/me/profile', { headers: { Cookie: cookiesOf(answer) } })).status).toBe(200);
    }
  });
});
