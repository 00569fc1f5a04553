/** Changes of the own account on the pages below the account page, without a script. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { flightsOf, ISSUER } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { emailsTo, newestToken } from '../support/mailbox.ts';
import { createMfaPerson, logIn } from '../support/mfa.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { addPasskey } from '../support/passkeys.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../support/people.ts';
import { type Browser, beginAuthorization, csrfOf, openBrowser } from './browser.ts';

const NEW_PASSWORD = 'Battery-Staple-9';

let organisation: TestOrganisation;
let person: TestPerson;
let browser: Browser;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation);
  browser = openBrowser(person.cookies);
});

const ageSignIn = () =>
  asOwner(`UPDATE sessions SET auth_time = now() - interval '16 minutes' WHERE user_id = $1`, [person.id]);

describe('The name', () => {
  test('is changed in two round trips', async () => {
    const saved = await browser.submit('/account/name', { firstName: ' Ada ', lastName: 'King' });
    expect([saved.location, flightsOf(saved.response)]).toEqual(['/account?done=name', 2]);
    const page = await browser.get('/account?done=name');
    expect(page.body).toContain('<bdi>Ada King</bdi>');
    expect(page.body).toContain('Your name was changed.');
    expect((await browser.get('/account?done=constructor')).body).not.toContain('id="done"');
  });

  test.each([' ', 'a\u202eb', 'a\u2028b', '\u200b'])('is refused when it is no name: %j', async (lastName) => {
    const refused = await browser.submit('/account/name', { firstName: 'Ada', lastName });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatch(/<input id="lastName"[^>]* aria-describedby="faults" aria-invalid="true"/);
  });
});

describe('The password', () => {
  test('is changed with the current one, and the other browsers are signed out', async () => {
    const other = openBrowser((await signIn(person.email)).cookies);
    const changed = await browser.submit('/account/password', { currentPassword: PASSWORD, password: NEW_PASSWORD });
    expect(changed.location).toBe('/account?done=password');
    expect((await browser.get('/account')).status).toBe(200);
    expect((await other.get('/account')).status).toBe(303);
    expect((await logIn(person.email, { password: NEW_PASSWORD })).status).toBe(200);
    expect(await emailsTo(person.email, 'password-changed')).toHaveLength(1);
  });

  test('is not changed without the current one, and the invalid field is marked', async () => {
    const wrong = await browser.submit('/account/password', { currentPassword: 'x', password: NEW_PASSWORD });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain('Current password is incorrect');
    expect(wrong.body).toMatch(/<input id="currentPassword"[^>]* autofocus[^>]* aria-invalid="true"/);
    const weak = await browser.submit('/account/password', { currentPassword: PASSWORD, password: 'weak' });
    expect(weak.body).toContain('Password must be at least 8 characters');
    expect(weak.body).toMatch(/<input id="password"[^>]* aria-describedby="faults password-hint" aria-invalid="true"/);
    expect(weak.body).toContain('<title>Error: Change your password');
    for (const { body } of [wrong, weak]) expect(body).not.toMatch(/type="password" value="[^"]/);
  });

  test('that a form sent twice has changed gets an explanation', async () => {
    const form = { currentPassword: PASSWORD, password: NEW_PASSWORD };
    const _csrf = csrfOf(await browser.get('/account/password'));
    await browser.post('/account/password', { ...form, _csrf });
    expect((await browser.post('/account/password', { ...form, _csrf })).body).toContain('changed a moment ago');
  });

  test('has its policy shown before the first try', async () => {
    await asOwner('UPDATE organisations SET password_policy = $2 WHERE id = $1', [
      organisation.id,
      JSON.stringify({ minLength: 20, preventReuse: 3 }),
    ]);
    const { body } = await browser.get('/account/password');
    await asOwner('UPDATE organisations SET password_policy = NULL WHERE id = $1', [organisation.id]);
    expect(body).toContain('At least 20 characters. Not one of your last 3. Long is better than odd');
    expect(body).toContain('minlength="20" passwordrules="minlength: 20; maxlength: 128;"');
    const usual = (await browser.get('/account/password')).body;
    expect(usual).toContain(
      'At least 8 characters, with an uppercase letter, a lowercase letter, a number and a special character or space.',
    );
    expect(usual).toContain('autocomplete="username"');
  });
});

test('Mails that advise a new password link to its form, after a sign-in', async () => {
  const holder = await createMfaPerson(organisation);
  const [enabled] = await emailsTo(holder.email, 'mfa-changed');
  const [, path = ''] = new RegExp(`^${ISSUER}(/\\S+)$`, 'm').exec(enabled?.text ?? '') ?? [];
  expect((await openBrowser(holder.cookies).get(path)).body).toContain('<input id="currentPassword"');
  expect((await openBrowser().get(path)).location).toBe(`/auth/login?back=${encodeURIComponent(path)}`);
});

describe('The e-mail address', () => {
  const newEmail = () => `new-${crypto.randomUUID()}@example.com`;

  test('is changed when the new mailbox has confirmed it', async () => {
    const email = newEmail();
    const asked = await browser.submit('/account/email', { email });
    expect(asked.location).toBe('/account?done=email');
    const link = `/auth/verify-email?token=${await newestToken(email, 'email-change-confirmation')}`;
    const shown = await browser.get(link);
    expect(shown.body).toContain(`<strong id="address">${email}</strong>`);
    expect((await browser.submit(link, {})).body).toContain('Your e-mail address is confirmed.');
    expect((await browser.get('/account')).body).toContain(`<dd id="email">${email}</dd>`);
    expect((await browser.get(link)).body).toContain('Your e-mail address is confirmed.');
  });

  test('needs the password when the sign-in is not recent', async () => {
    await ageSignIn();
    const email = newEmail();
    const wrong = await browser.submit('/account/email', { email, password: 'x' });
    expect(wrong.status).toBe(403);
    expect(wrong.body).toContain(`value="${email}"`);
    expect((await browser.submit('/account/email', { email, password: '' })).status).toBe(403);
    expect(await emailsTo(email)).toHaveLength(0);
    expect((await browser.submit('/account/email', { email, password: PASSWORD })).location).toContain('done=email');
  });

  test.each(['', 'nobody', 'a b@example.com', `${'a'.repeat(250)}@example.com`])(
    'is refused when it is no address: %j',
    async (email) => {
      expect((await browser.submit('/account/email', { email })).status).toBe(400);
    },
  );

  test('that is not confirmed can be sent another link', async () => {
    await asOwner('UPDATE users SET email_verified_at = NULL WHERE id = $1', [person.id]);
    expect((await browser.submit('/account', {}, '/account/email/verify')).location).toBe('/account?done=verification');
    expect(await emailsTo(person.email, 'verification')).toHaveLength(1);
  });
});

test('The account page revokes the access of an application, for its own person only', async () => {
  const client = await createClient(organisation.id, { firstParty: false, name: 'Ledger' });
  const consent = await beginAuthorization(browser, client);
  await browser.submit(consent, { decision: 'allow' });
  const { body } = await browser.get('/account');
  expect(body).toContain('<bdi>Ledger</bdi>');
  const action = /action="(\/account\/applications\/[^"]+\/revoke)"/.exec(body)?.[1] ?? '';
  const stranger = openBrowser((await createPerson(organisation)).cookies);
  expect((await stranger.submit('/account', {}, action)).status).toBe(303);
  expect((await browser.get('/account')).body).toContain('<bdi>Ledger</bdi>');
  expect((await browser.submit('/account', {}, action)).location).toBe('/account?done=application');
  expect((await browser.get('/account')).body).not.toContain('Ledger');
  expect((await browser.submit('/account', {}, action)).location).toBe('/account?done=application');
});

describe('Backup codes', () => {
  const remaining = async (userId: string) =>
    (await asOwner('SELECT id FROM mfa_backup_codes WHERE user_id = $1 AND consumed_at IS NULL', [userId])).length;

  test('are replaced with a code, and shown once as text', async () => {
    const holder = await createMfaPerson(organisation);
    await asOwner(`UPDATE sessions SET auth_time = now() - interval '16 minutes' WHERE user_id = $1`, [holder.id]);
    const theirs = openBrowser(holder.cookies);
    const code = await holder.authenticator.code();
    for (const wrong of ['', '000000']) {
      const refused = await theirs.submit('/account/backup-codes', { code: wrong });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(refused.body).not.toContain('id="backup-codes"');
    }
    const made = await theirs.submit('/account/backup-codes', { code });
    expect(made.status).toBe(200);
    const codes = (/<pre id="backup-codes">([^<]*)</.exec(made.body)?.[1] ?? '').split('\n');
    expect(codes).toHaveLength(10);
    expect(made.body).toContain(`href="data:text/plain;charset=utf-8,${codes[0]}%0A`);
    expect(await remaining(holder.id)).toBe(10);
    expect(holder.authenticator.backupCodes).not.toContain(codes[0]);
  });

  test('are replaced without a code after a check of a factor in the session', async () => {
    const holder = await createMfaPerson(organisation);
    const theirs = openBrowser(holder.cookies);
    expect((await theirs.submit('/account/backup-codes', {})).status).toBe(403);
    const token = await holder.authenticator.code();
    expect((await sendAs(holder, 'POST', '/v1/me/mfa/check', { token })).status).toBe(200);
    expect((await theirs.get('/account/backup-codes')).body).not.toContain('name="code"');
    expect((await theirs.submit('/account/backup-codes', {})).body).toContain('id="backup-codes"');
    expect(await remaining(holder.id)).toBe(10);
  });

  test('can be confirmed with a passkey', async () => {
    const holder = await addPasskey(person);
    const theirs = openBrowser(holder.cookies);
    const page = await theirs.get('/account/backup-codes');
    expect(page.body).toContain('data-mode="check" data-next="/account/backup-codes"');
    const refused = await theirs.submit('/account/backup-codes', {});
    expect(refused.status).toBe(403);
    expect(refused.body).not.toContain('id="backup-codes"');
  });

  test('need a second factor', async () => {
    expect((await browser.get('/account/backup-codes')).location).toBe('/account');
    expect((await browser.submit('/account', {}, '/account/backup-codes')).location).toBe('/account');
    expect(await remaining(person.id)).toBe(0);
  });
});
