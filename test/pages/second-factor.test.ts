/** The second factor at sign-in, and its enrolment, without a script. */
import { beforeAll, describe, expect, test } from 'vitest';
import { expectFlights } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { asOwner } from '../support/database.ts';
import { newestCode } from '../support/mailbox.ts';
import { codeNow, createMfaPerson, forgetGuesses, forgetSteps, type MfaPerson } from '../support/mfa.ts';
import { redirectParameters } from '../support/oauth.ts';
import { createClient, createOrganisation, PASSWORD, type TestOrganisation } from '../support/organisation.ts';
import { addPasskey } from '../support/passkeys.ts';
import { createPerson, sendAs } from '../support/people.ts';
import { holdRow } from '../support/row-lock.ts';
import { beginAuthorization, csrfOf, openBrowser } from './browser.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

async function startSignIn(email: string, path = '/auth/login') {
  const browser = openBrowser();
  const page = await browser.submit(path, { email, password: PASSWORD });
  expect(page.status).toBe(303);
  return { browser, page };
}

const codeOf = (person: MfaPerson) => person.authenticator.code();
const sessionsOf = async ({ id }: MfaPerson) => (await asOwner('SELECT FROM sessions WHERE user_id = $1', [id])).length;

describe('the second factor', () => {
  test('follows the password, and leads back to the application', async () => {
    const client = await createClient(organisation.id);
    const person = await createMfaPerson(organisation);
    const browser = openBrowser();
    const first = await browser.submit(await beginAuthorization(browser, client), {
      email: person.email,
      password: PASSWORD,
    });
    expect(first.location).toMatch(/^\/auth\/mfa\?handle=d1\./);
    expect(browser.cookies()).not.toContain('cerb_sid');
    const second = await browser.submit(first.location ?? '', { code: await codeOf(person) });
    expectFlights(second.response, 3);
    expect(second.location).toMatch(/^\/oauth2\/authorize\?handle=/);
    const back = await browser.get(second.location ?? '');
    expect(redirectParameters(back.response).get('code')).toMatch(/^authz_/);
    expect(browser.cookies()).not.toContain('cerb_pending');
  });

  test('a pending sign-in gives no access', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    expect((await browser.get('/account')).location).toBe('/auth/login');
    expect((await sendAs({ cookies: browser.cookies(), csrf: '' }, 'GET', '/v1/me/profile')).status).toBe(401);
  });

  test('a wrong code shows the page again, and five of them void the pending sign-in', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    for (let index = 0; index < 4; index++) {
      const refused = await browser.submit('/auth/mfa', { code: '000000' });
      expect(refused.status).toBe(401);
      expect(refused.body).toContain('This code is not right, or it was used before.');
    }
    await forgetGuesses(person.email);
    await browser.submit('/auth/mfa', { code: '000000' });
    expect((await browser.get('/auth/mfa')).location).toBe('/auth/login');
    const late = await browser.post('/auth/mfa', { code: await codeOf(person), _csrf: csrfIn(browser.cookies()) });
    expect(late.location).toBe('/auth/login');
  });

  test('text that cannot be a code does not count as an attempt', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    for (let index = 0; index < 6; index++) {
      expect((await browser.submit('/auth/mfa', { code: '12 34' })).status).toBe(401);
    }
    const code = await codeOf(person);
    expect((await browser.submit('/auth/mfa', { code: `${code.slice(0, 3)}-${code.slice(3)}` })).location).toBe(
      '/account',
    );
  });

  test('the page for people with a passkey only says what it needs, and offers alternatives', async () => {
    const person = await addPasskey(await createPerson(organisation));
    const { browser } = await startSignIn(person.email);
    const { body } = await browser.get('/auth/mfa');
    expect(body).toMatch(/<p id="passkey-missing"[^>]*>[^<]*JavaScript[^<]*backup code/);
    expect(body).toContain('<label for="code">Backup code</label>');
  });

  test('a backup code signs in', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    const [code = ''] = person.authenticator.backupCodes;
    expect((await browser.submit('/auth/mfa', { code })).location).toBe('/account');
    expect((await browser.get('/account')).status).toBe(200);
  });

  test('a code works once, in any browser', async () => {
    const person = await createMfaPerson(organisation);
    const code = await codeOf(person);
    const browsers = await Promise.all(
      Array.from({ length: 4 }, async () => (await startSignIn(person.email)).browser),
    );
    const answers = await Promise.all(browsers.map((browser) => browser.submit('/auth/mfa', { code })));
    expect(answers.filter(({ location }) => location === '/account')).toHaveLength(1);
  });

  test('a sign-in is finished once: two concurrent right answers open one session', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    const before = await sessionsOf(person);
    const _csrf = csrfOf(await browser.get('/auth/mfa'));
    const [pending] = await asOwner<{ id: string }>(
      `SELECT id FROM one_time_codes WHERE user_id = $1 AND purpose = 'sign_in' AND consumed_at IS NULL`,
      [person.id],
    );
    const answers = [await codeOf(person), person.authenticator.backupCodes[0] ?? ''];
    const finishing = await holdRow('one_time_codes', pending?.id ?? '', async (whenWaiting) => {
      const both = answers.map((code) => browser.post('/auth/mfa', { _csrf, code }));
      await whenWaiting(2);
      return both;
    });
    const pages = await Promise.all(finishing);
    expect(pages.filter(({ location }) => location === '/account')).toHaveLength(1);
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  test('a finished sign-in cannot be finished again with any code', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    const thief = openBrowser(browser.cookies());
    const _csrf = csrfOf(await browser.get('/auth/mfa'));
    expect((await browser.post('/auth/mfa', { _csrf, code: await codeOf(person) })).location).toBe('/account');
    const before = await sessionsOf(person);
    const again = await thief.post('/auth/mfa', { _csrf, code: person.authenticator.backupCodes[0] ?? '' });
    expect(thief.cookies()).not.toContain('cerb_sid');
    expect(again.location).not.toBe('/account');
    expect(await sessionsOf(person)).toBe(before);
  });

  test('a pending sign-in belongs to the browser with its cookie', async () => {
    const person = await createMfaPerson(organisation);
    await startSignIn(person.email);
    expect((await openBrowser().get('/auth/mfa')).location).toBe('/auth/login');
  });

  test('a pending sign-in expires after ten minutes', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    await asOwner(`UPDATE one_time_codes SET expires_at = now() - interval '1 minute' WHERE user_id = $1`, [person.id]);
    expect((await browser.get('/auth/mfa')).location).toBe('/auth/login');
  });

  test('the sign-in opens a new session, whatever session the browser had', async () => {
    const person = await createMfaPerson(organisation);
    const planted = `cerb_sid=ses_${'A'.repeat(43)}`;
    const browser = openBrowser(planted);
    await browser.submit('/auth/login', { email: person.email, password: PASSWORD });
    await browser.submit('/auth/mfa', { code: await codeOf(person) });
    expect(browser.cookies()).toMatch(/cerb_sid=ses_/);
    expect(browser.cookies()).not.toContain(planted);
  });

  test('a person who is blocked in between cannot finish', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    await asOwner(`UPDATE users SET blocked_at = now() WHERE id = $1`, [person.id]);
    const page = await browser.submit('/auth/mfa', { code: await codeOf(person) });
    expect(page.status).toBe(401);
    expect(page.body).toContain('Account is blocked');
  });

  test('a code by e-mail signs in people who have set that up', async () => {
    const person = await createMfaPerson(organisation);
    const { browser } = await startSignIn(person.email);
    expect((await browser.get('/auth/mfa')).body).not.toContain('id="send-code"');
    await asOwner(
      `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, confirmed_at)
       VALUES (gen_random_uuid(), $1, $2, 'email', 'E-mail', now())`,
      [organisation.id, person.id],
    );
    const sent = await browser.submit('/auth/mfa', {}, '/auth/mfa/email');
    expect(sent.location).toBe('/auth/mfa?sent=1');
    expect((await browser.get(sent.location ?? '')).body).toContain('A code is on its way');
    const code = await newestCode(person.email);
    expect((await browser.submit('/auth/mfa', { code })).location).toBe('/account');
  });

  test('after too many attempts the page says how long to wait', async () => {
    const { email } = await createPerson(organisation);
    const browser = openBrowser();
    for (let index = 0; index < 5; index++) await browser.submit('/auth/login', { email, password: 'Wrong-Horse-7' });
    const page = await browser.submit('/auth/login', { email, password: PASSWORD });
    expect(page.status).toBe(429);
    expect(page.body).toMatch(/Too many attempts\. Try again in \d+ seconds\./);
    expect(Number(page.headers.get('Retry-After'))).toBeGreaterThan(0);
  });
});

const csrfIn = (cookies: string) => /cerb_csrf=([^;]+)/.exec(cookies)?.[1] ?? '';

describe('enrolment that the organisation requires', () => {
  async function createStrict(allowed: string[] | null = null) {
    const strict = await createOrganisation();
    const person = await createPerson(strict);
    await asOwner(`UPDATE organisations SET require_mfa = TRUE, allowed_mfa_methods = $2 WHERE id = $1`, [
      strict.id,
      allowed === null ? null : JSON.stringify(allowed),
    ]);
    return { strict, person };
  }

  test('leads from the password over the QR code to the application', async () => {
    const { strict, person } = await createStrict();
    const client = await createClient(strict.id);
    const browser = openBrowser();
    const first = await browser.submit(await beginAuthorization(browser, client), {
      email: person.email,
      password: PASSWORD,
    });
    expect(first.location).toMatch(/^\/auth\/mfa\/enrol\?handle=/);
    expect((await browser.get('/account')).location, 'it is no session').toBe('/auth/login');
    const page = await browser.get(first.location ?? '');
    expect(page.body).toContain('src="data:image/svg+xml;base64,');
    const secret = secretIn(page.body);
    expect(secretIn((await browser.get(first.location ?? '')).body), 'after a reload').toBe(secret);
    const wrong = await browser.submit(first.location ?? '', { code: '000000' });
    expect(wrong.status).toBe(400);
    expect(secretIn(wrong.body)).toBe(secret);
    const done = await browser.submit(first.location ?? '', { code: codeNow(secret) });
    expect(done.status).toBe(200);
    const [, codes] = /<pre id="backup-codes">([^<]*)</.exec(done.body) ?? [];
    expect(codes?.match(/([A-Z2-7]{4}-){3}[A-Z2-7]{4}/g)).toHaveLength(10);
    const next = /id="continue" href="([^"]+)"/.exec(done.body)?.[1] ?? '';
    const back = await browser.get(next);
    expect(redirectParameters(back.response).get('code')).toMatch(/^authz_/);
  });

  test('does not show a secret again that another session has seen', async () => {
    const { person } = await createStrict();
    const attacker = openBrowser();
    await attacker.submit('/auth/login', { email: person.email, password: PASSWORD });
    const seen = secretIn((await attacker.get('/auth/mfa/enrol')).body);
    const owner = openBrowser();
    await owner.submit('/auth/login', { email: person.email, password: PASSWORD });
    expect(secretIn((await owner.get('/auth/mfa/enrol')).body)).not.toBe(seen);
  });

  test('uses e-mail where only that is allowed', async () => {
    const { person } = await createStrict(['email']);
    const browser = openBrowser();
    await browser.submit('/auth/login', { email: person.email, password: PASSWORD });
    const page = await browser.get('/auth/mfa/enrol');
    expect(page.body).not.toContain('id="secret"');
    const sent = await browser.submit('/auth/mfa/enrol', {}, '/auth/mfa/enrol/email');
    const code = await newestCode(person.email);
    expect((await browser.submit(sent.location ?? '', { code })).body).toContain('id="backup-codes"');
    expect((await browser.get('/account')).status).toBe(200);
  });

  test('needs a session', async () => {
    expect((await openBrowser().get('/auth/mfa/enrol')).location).toBe(
      '/auth/login?back=%2Fauth%2Fmfa%2Fenrol&another=1',
    );
  });
});

test('voluntary enrolment starts from the session, and replaces it', async () => {
  const person = await createPerson(organisation);
  const browser = openBrowser(person.cookies);
  const secret = secretIn((await browser.get('/auth/mfa/enrol')).body);
  await forgetSteps(person.id);
  await browser.submit('/auth/mfa/enrol', { code: codeNow(secret) });
  expect((await browser.get('/account')).status).toBe(200);
  expect((await sendAs(person, 'GET', '/v1/me/profile')).status).toBe(401);
  expect((await browser.get('/auth/mfa/enrol')).body, 'another one, but not this again').not.toContain('id="secret"');
});

describe('on the device of the authenticator', () => {
  test('the page has a link to the authenticator, and a button that copies the secret', async () => {
    const { body } = await openBrowser((await createPerson(organisation)).cookies).get('/auth/mfa/enrol');
    const secret = secretIn(body);
    const [, uri = ''] = /<a id="otpauth" href="(otpauth:\/\/totp\/[^"]+)"/.exec(body) ?? [];
    expect(new URL(uri.replaceAll('&amp;', '&')).searchParams.get('secret')).toBe(secret);
    expect(body).toContain(`<code id="secret" data-text="${secret}">`);
    expect(body).toMatch(/<button type="button"[^>]* data-copy="secret"/);
    expect(body).toMatch(/<input id="code"[^>]* inputmode="numeric"/);
  });

  test('backup codes have a button to copy and a link to download', async () => {
    const browser = openBrowser((await createPerson(organisation)).cookies);
    const code = codeNow(secretIn((await browser.get('/auth/mfa/enrol')).body));
    const { body } = await browser.submit('/auth/mfa/enrol', { code });
    const [, codes = ''] = /<pre id="backup-codes">([^<]*)</.exec(body) ?? [];
    expect(body).toMatch(/<button type="button"[^>]* data-copy="backup-codes"/);
    const kept = `data:text/plain;charset=utf-8,${encodeURIComponent(`${codes}\n`)}`;
    expect(body).toContain(`download="backup-codes.txt" href="${kept}"`);
  });

  test('codes use the number pad, and backup codes use letters', async () => {
    const { browser } = await startSignIn((await createMfaPerson(organisation)).email);
    const page = await browser.get('/auth/mfa');
    expect(page.body).toMatch(/<input id="code"[^>]* inputmode="numeric"[^>]* autocomplete="one-time-code"/);
    const [, backup = ''] = /<a href="([^"]+)">Use a backup code</.exec(page.body) ?? [];
    expect((await browser.get(backup.replaceAll('&amp;', '&'))).body).toMatch(
      /<input id="code"(?![^>]*inputmode)[^>]* autocapitalize="characters"/,
    );
  });
});

test('the page has a passkey button for people with passkeys', async () => {
  const person = await createPerson(organisation);
  const options = await (await sendAs(person, 'POST', '/v1/me/mfa/passkeys/options')).json();
  const response = await createAuthenticator().create(options as never);
  await sendAs(person, 'POST', '/v1/me/mfa/passkeys', { response });
  const { browser } = await startSignIn(person.email);
  const page = await browser.get('/auth/mfa');
  expect(page.body).toMatch(/<button id="passkey"[^>]* hidden/);
  expect(page.body).toContain('<label for="code">Backup code</label>');
});

function secretIn(body: string): string {
  return (/id="secret"[^>]*>([^<]+)</.exec(body)?.[1] ?? '').replaceAll(' ', '');
}
