/** Codes by e-mail, as a second factor. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { toBase64 } from '../../../src/lib/bytes.ts';
import { cookiesOf, postJson, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestCode } from '../../support/mailbox.ts';
import { createMfaPerson, logIn, replaceCookies } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

/** Makes half a minute pass since the last message. */
async function letTimePass(userId: string, seconds = 40): Promise<void> {
  await asOwner(
    `UPDATE one_time_codes SET created_at = created_at - make_interval(secs => $2),
       expires_at = expires_at - make_interval(secs => $2) WHERE user_id = $1 AND purpose = 'mfa.email'`,
    [userId, seconds],
  );
}

async function createEmailPerson() {
  const person = await createPerson(organisation);
  expect((await sendAs(person, 'POST', '/v1/me/mfa/email')).status).toBe(200);
  const token = await newestCode(person.email);
  const verified = await sendAs(person, 'POST', '/v1/me/mfa/email/verify', { token });
  expect(verified.status, await verified.clone().text()).toBe(200);
  const { backupCodes } = (await verified.json()) as { backupCodes: string[] };
  expect(backupCodes).toHaveLength(10);
  await letTimePass(person.id);
  const cookies = replaceCookies(person.cookies, cookiesOf(verified));
  return { ...person, cookies, csrf: verified.headers.get('X-CSRF-Token') ?? '' };
}

async function sendCode(email: string) {
  const pending = await logIn(email);
  const response = await postJson('/v1/auth/mfa/email', undefined, { Cookie: cookiesOf(pending) });
  return { response, code: await newestCode(email) };
}

describe('setting up', () => {
  test('a confirmed code makes the mailbox a factor', async () => {
    const person = await createEmailPerson();
    const overview = await (await sendAs(person, 'GET', '/v1/me/mfa')).json();
    expect(overview).toMatchObject({ enabled: true, factors: [{ type: 'email', name: 'E-mail' }] });
    expect((await sendAs(person, 'POST', '/v1/me/mfa/email')).status, 'twice').toBe(400);
  });

  test('e-mail codes are not a factor of people who did not set them up', async () => {
    const person = await createMfaPerson(organisation);
    const pending = cookiesOf(await logIn(person.email));
    const response = await postJson('/v1/auth/mfa/email', undefined, { Cookie: pending });
    expect(response.status).toBe(400);
    expect(await emailsTo(person.email, 'one-time-code')).toHaveLength(0);
  });
});

describe('signing in', () => {
  test('the code is the mfaToken, once', async () => {
    const { email } = await createEmailPerson();
    const { response, code } = await sendCode(email);
    expect(response.status).toBe(200);
    expect((await logIn(email, { mfaToken: code })).status).toBe(200);
    expect((await logIn(email, { mfaToken: code })).status).toBe(401);
  });

  test('a new code voids the old one', async () => {
    const { id, email } = await createEmailPerson();
    const { code: old } = await sendCode(email);
    await letTimePass(id);
    const { code } = await sendCode(email);
    expect(code).not.toBe(old);
    expect((await logIn(email, { mfaToken: old })).status).toBe(401);
    expect((await logIn(email, { mfaToken: code })).status).toBe(200);
  });

  test('a code lasts ten minutes', async () => {
    const { id, email } = await createEmailPerson();
    const { code } = await sendCode(email);
    await letTimePass(id, 601);
    expect((await logIn(email, { mfaToken: code })).status).toBe(401);
  });

  test('five wrong attempts consume the code', async () => {
    const { id, email } = await createEmailPerson();
    const { code } = await sendCode(email);
    await asOwner(`UPDATE one_time_codes SET attempts = 4 WHERE user_id = $1 AND purpose = 'mfa.email'`, [id]);
    expect((await logIn(email, { mfaToken: '00000000' })).status).toBe(401);
    expect((await logIn(email, { mfaToken: code })).status).toBe(401);
  });

  test('messages to a mailbox are limited', async () => {
    const { id, email } = await createEmailPerson();
    const before = (await emailsTo(email, 'one-time-code')).length;
    for (let index = 0; index < 3; index++) await sendCode(email);
    expect(await emailsTo(email, 'one-time-code'), 'within half a minute').toHaveLength(before + 1);
    for (let index = 0; index < 8; index++) {
      await letTimePass(id);
      await sendCode(email);
    }
    expect(await emailsTo(email, 'one-time-code'), 'within the hour').toHaveLength(6);
  });

  test('no code is sent without the password', async () => {
    expect((await postJson('/v1/auth/mfa/email', undefined)).status).toBe(401);
    const cookie = `cerb_pending=psi_${'A'.repeat(43)}`;
    expect((await postJson('/v1/auth/mfa/email', undefined, { Cookie: cookie })).status).toBe(401);
  });

  test('a code is valid after the encryption key was replaced, as long as the former key is configured', async () => {
    const { SECRET_ENCRYPTION_KEY: former } = env as unknown as { SECRET_ENCRYPTION_KEY: string };
    const key = toBase64(crypto.getRandomValues(new Uint8Array(32)));
    const { email } = await createEmailPerson();
    const { code } = await sendCode(email);
    const logInUnder = (SECRET_ENCRYPTION_KEY: string) => {
      const body = JSON.stringify({ email, password: PASSWORD, mfaToken: code });
      const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
      return send('/v1/auth/login', init, { SECRET_ENCRYPTION_KEY });
    };
    expect((await logInUnder(`2:${key}`)).status).toBe(401);
    expect((await logInUnder(`2:${key},1:${former}`)).status).toBe(200);
  });

  test('the stored form does not reveal the code without the key', async () => {
    const { id, email } = await createEmailPerson();
    const { code } = await sendCode(email);
    const rows = await asOwner(`SELECT code_hash FROM one_time_codes WHERE user_id = $1 AND purpose = 'mfa.email'`, [
      id,
    ]);
    const plain = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code));
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(JSON.stringify(rows)).not.toContain(btoa(String.fromCharCode(...new Uint8Array(plain))).slice(0, 20));
  });
});
