/** A committed change is answered as a success; a request that failed has consumed nothing. */
import { beforeAll, describe, expect, it } from 'vitest';
import { postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { withoutRefunds, withoutSessions } from '../../support/faults.ts';
import { newestCode } from '../../support/mailbox.ts';
import { codeNow, createMfaPerson, logIn } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const NEW_PASSWORD = 'Battery-Staple-9';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

async function totpOf(person: TestPerson) {
  const { secret } = (await (await sendAs(person, 'POST', '/v1/me/mfa/enable')).json()) as { secret: string };
  return { token: codeNow(secret) };
}

async function emailCodeOf(person: TestPerson) {
  await sendAs(person, 'POST', '/v1/me/mfa/email');
  return { token: await newestCode(person.email) };
}

const change = async () => ({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
const CHANGES: [string, string, string, (person: TestPerson) => Promise<unknown>][] = [
  ['an authenticator is added', 'POST', '/v1/me/mfa/verify', totpOf],
  ['codes by e-mail are added', 'POST', '/v1/me/mfa/email/verify', emailCodeOf],
  ['the password is changed', 'POST', '/v1/me/password', change],
  ['the account is deleted', 'DELETE', '/v1/me/account', async () => ({ password: PASSWORD })],
  ['somebody signs in', 'POST', '/v1/auth/login', async ({ email }) => ({ email, password: PASSWORD })],
];

describe('When a counted attempt cannot be removed', () => {
  it.each(CHANGES)('%s all the same, with status 200', async (_what, method, path, bodyOf) => {
    const person = await createPerson(organisation);
    const body = await bodyOf(person);
    const answer = await withoutRefunds(person, () => sendAs(person, method, path, body));
    expect(answer.status, await answer.clone().text()).toBe(200);
    if (path.includes('/mfa/')) expect(await answer.json()).toMatchObject({ backupCodes: expect.any(Array) });
  });

  it('a refusal stays the same refusal', async () => {
    const person = await createPerson(organisation);
    const body = { currentPassword: PASSWORD, newPassword: 'short' };
    const answer = await withoutRefunds(person, () => sendAs(person, 'POST', '/v1/me/password', body));
    expect(answer.status).toBe(400);
  });
});

describe('A sign-in that fails because of the database', () => {
  const ANSWERS = {
    'a code of an authenticator': ({ authenticator }: Awaited<ReturnType<typeof createMfaPerson>>) =>
      authenticator.code(),
    'a backup code': async ({ authenticator }: Awaited<ReturnType<typeof createMfaPerson>>) =>
      authenticator.backupCodes[0] ?? '',
  };

  it.each(Object.entries(ANSWERS))('has not consumed %s', async (_what, answerOf) => {
    const person = await createMfaPerson(organisation);
    const mfaToken = await answerOf(person);
    const failed = await withoutSessions(person.id, () => logIn(person.email, { mfaToken }));
    expect([failed.status, failed.headers.get('Retry-After')]).toEqual([503, '5']);
    expect((await logIn(person.email, { mfaToken })).status).toBe(200);
    expect((await logIn(person.email, { mfaToken })).status, 'and it is good once').toBe(401);
  });

  it('has not consumed a code by e-mail, nor the pending sign-in', async () => {
    const person = await createPerson(organisation);
    const token = (await emailCodeOf(person)).token;
    expect((await sendAs(person, 'POST', '/v1/me/mfa/email/verify', { token })).status).toBe(200);
    // The pause between two messages has passed.
    await asOwner(`UPDATE one_time_codes SET created_at = created_at - interval '1 minute' WHERE user_id = $1`, [
      person.id,
    ]);
    const waiting = await logIn(person.email);
    const Cookie = waiting.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    expect((await postJson('/v1/auth/mfa/email', {}, { Cookie })).status).toBe(200);
    const code = await newestCode(person.email);
    const submit = () => logIn(person.email, { mfaToken: code });
    expect((await withoutSessions(person.id, submit)).status).toBe(503);
    expect((await submit()).status).toBe(200);
    expect((await submit()).status).toBe(401);
  });
});

describe('Codes as authenticators show them', () => {
  const shown = (code: string) => [
    `${code.slice(0, 3)} ${code.slice(3)}`,
    `${code.slice(0, 3)}-${code.slice(3)}`,
    `\u200e${code.slice(0, 3)}\u00a0${code.slice(3)}\u200b`,
    `${code.slice(0, 3)}\u2011${code.slice(3)} `,
  ];

  it('are accepted at sign-in with any separators', async () => {
    const person = await createMfaPerson(organisation);
    for (const mfaToken of shown(await person.authenticator.code())) {
      await person.authenticator.code();
      expect((await logIn(person.email, { mfaToken })).status, JSON.stringify(mfaToken)).toBe(200);
    }
  });

  it('are accepted where a factor is set up and where it is checked', async () => {
    const person = await createPerson(organisation);
    const [spaced] = shown((await totpOf(person)).token);
    expect((await sendAs(person, 'POST', '/v1/me/mfa/verify', { token: spaced })).status).toBe(200);
    const reader = await createPerson(organisation);
    const { token: code } = await emailCodeOf(reader);
    const pasted = { token: `${code.slice(0, 4)} ${code.slice(4)}` };
    expect((await sendAs(reader, 'POST', '/v1/me/mfa/email/verify', pasted)).status).toBe(200);
    const other = await createMfaPerson(organisation);
    const [, token] = shown(await other.authenticator.code());
    expect(await (await sendAs(other, 'POST', '/v1/me/mfa/check', { token })).json()).toEqual({ valid: true });
  });

  it('malformed codes do not count as attempts: after ten of them the right code is accepted', async () => {
    const person = await createMfaPerson(organisation);
    for (let index = 0; index < 10; index++) {
      expect((await logIn(person.email, { mfaToken: '12 34' })).status).toBe(401);
      const token = '12345 6789 0';
      expect(await (await sendAs(person, 'POST', '/v1/me/mfa/check', { token })).json()).toEqual({ valid: false });
    }
    expect((await logIn(person.email, { mfaToken: await person.authenticator.code() })).status).toBe(200);
  });

  it('malformed codes do not count where a factor is set up either', async () => {
    const person = await createPerson(organisation);
    const { token } = await totpOf(person);
    for (const path of ['/v1/me/mfa/verify', '/v1/me/mfa/email/verify']) {
      for (let index = 0; index < 6; index++) {
        expect((await sendAs(person, 'POST', path, { token: '12345 6789 0' })).status).toBe(400);
      }
    }
    expect((await sendAs(person, 'POST', '/v1/me/mfa/verify', { token })).status).toBe(200);
  });

  it('a malformed code with a wrong password counts as a wrong password', async () => {
    const person = await createMfaPerson(organisation);
    const answer = await logIn(person.email, { password: 'Wrong-Horse-7', mfaToken: '12 34' });
    expect(await answer.json()).toMatchObject({ detail: 'Invalid email or password' });
  });
});
