/** POST /v1/auth/login with a second factor, and when one must be set up. */
import { beforeAll, describe, expect, test } from 'vitest';
import { cookiesOf, expectFlights, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo } from '../../support/mailbox.ts';
import { codeNow, createMfaPerson, enrol, forgetSteps, logIn, replaceCookies } from '../../support/mfa.ts';
import { authorizeUrl } from '../../support/oauth.ts';
import { createClient, createOrganisation, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

type Problem = Record<string, unknown>;
const amrOf = async (userId: string) => {
  const [row] = await asOwner<{ amr: string[] }>(
    `SELECT amr FROM sessions WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1`,
    [userId],
  );
  return row?.amr;
};

describe('with an authenticator', () => {
  test('the password alone is not enough', async () => {
    const person = await createMfaPerson(organisation);
    const response = await logIn(person.email);
    expect(response.status).toBe(401);
    expect((await response.json()) as Problem).toMatchObject({
      detail: 'Multi-factor authentication required',
      requiresMfa: true,
      mfaMethods: ['totp'],
    });
    expect(cookiesOf(response)).not.toContain('cerb_sid');
    expectFlights(response, 2);
  });

  test('a code finishes the sign-in in one request, in two round trips', async () => {
    const person = await createMfaPerson(organisation);
    const response = await logIn(person.email, { mfaToken: await person.authenticator.code() });
    expect(response.status).toBe(200);
    expectFlights(response, 2);
    expect(await amrOf(person.id)).toEqual(['pwd', 'otp', 'mfa']);
  });

  test.each([-1, 0, 1])('a clock that is %i steps off is accepted', async (drift) => {
    const person = await createMfaPerson(organisation);
    await forgetSteps(person.id);
    const mfaToken = codeNow(person.authenticator.secret, drift);
    expect((await logIn(person.email, { mfaToken })).status).toBe(200);
  });

  test.each([-3, 3])('a clock that is %i steps off is refused', async (drift) => {
    const person = await createMfaPerson(organisation);
    await forgetSteps(person.id);
    const response = await logIn(person.email, { mfaToken: codeNow(person.authenticator.secret, drift) });
    expect((await response.json()) as Problem).toMatchObject({ detail: 'Invalid MFA token', requiresMfa: true });
    expectFlights(response, 2);
  });

  test('a backup code works too, in any notation, and its owner is notified', async () => {
    const person = await createMfaPerson(organisation);
    const [code = '', next = ''] = person.authenticator.backupCodes;
    expect((await logIn(person.email, { mfaToken: code })).status).toBe(200);
    expect((await logIn(person.email, { mfaToken: code })).status).toBe(401);
    const typed = next.toLowerCase().replaceAll('-', ' ');
    expect((await logIn(person.email, { mfaToken: typed })).status).toBe(200);
    const subjects = (await emailsTo(person.email, 'mfa-changed')).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject === 'A backup code was used')).toHaveLength(2);
  });

  test('the code does not work without the password', async () => {
    const person = await createMfaPerson(organisation);
    const mfaToken = await person.authenticator.code();
    const response = await logIn(person.email, { password: 'Wrong-Horse-7', mfaToken });
    expect((await response.json()) as Problem).toMatchObject({ detail: 'Invalid email or password' });
    expect((await logIn(person.email, { mfaToken })).status, 'and is not used up by that').toBe(200);
  });

  test('codes of another tenant or another person do not work', async () => {
    const person = await createMfaPerson(organisation);
    const colleague = await createMfaPerson(organisation);
    const stranger = await createMfaPerson(await createOrganisation());
    for (const other of [colleague, stranger]) {
      const [backup = ''] = other.authenticator.backupCodes;
      expect((await logIn(person.email, { mfaToken: backup })).status).toBe(401);
      expect((await logIn(person.email, { mfaToken: await other.authenticator.code() })).status).toBe(401);
      expect((await logIn(other.email, { mfaToken: backup })).status, 'it is still good for its owner').toBe(200);
    }
  });

  test('the password alone is not enough when no factor is left', async () => {
    const person = await createPerson(organisation);
    await asOwner(`UPDATE users SET mfa_enabled = TRUE WHERE id = $1`, [person.id]);
    expect((await (await logIn(person.email)).json()) as Problem).toMatchObject({ requiresMfa: true });
  });
});

describe('a code works once', () => {
  const successes = (answers: Response[]) => answers.filter(({ status }) => status === 200).length;

  test.each([
    ['a TOTP code', async (person: Awaited<ReturnType<typeof createMfaPerson>>) => person.authenticator.code()],
    [
      'a backup code',
      async (person: Awaited<ReturnType<typeof createMfaPerson>>) => person.authenticator.backupCodes[0],
    ],
  ])('%s used fifty times at once signs in once', async (_name, codeOf) => {
    const person = await createMfaPerson(organisation);
    // Without the lockout, which would stop most of them first.
    const mfaToken = await codeOf(person);
    const attempts = Array.from({ length: 50 }, (_, index) =>
      logIn(person.email, { mfaToken }, { 'CF-Connecting-IP': `198.51.100.${index + 1}` }),
    );
    const answers = await Promise.all(attempts);
    expect(successes(answers)).toBe(1);
  });
});

describe('when the organisation requires a second factor', () => {
  async function createStrict() {
    const strict = await createOrganisation();
    const person = await createPerson(strict);
    await asOwner(`UPDATE organisations SET require_mfa = TRUE WHERE id = $1`, [strict.id]);
    const response = await logIn(person.email);
    const enrolling = { ...person, cookies: cookiesOf(response), csrf: response.headers.get('X-CSRF-Token') ?? '' };
    return { strict, person, response, enrolling };
  }

  test('the answer says so, and carries a session to set one up with', async () => {
    const { response, enrolling } = await createStrict();
    expect(response.status).toBe(401);
    expect((await response.json()) as Problem).toMatchObject({
      detail: 'MFA enrollment required before logging in',
      requiresEnrollment: true,
    });
    expectFlights(response, 2);
    expect(enrolling.cookies).toContain('cerb_sid=');
    expect((await sendAs(enrolling, 'GET', '/v1/me/profile')).status).toBe(200);
    const enrolled = await enrol(enrolling);
    expect((await sendAs(enrolled, 'GET', '/v1/me/profile')).status).toBe(200);
    expect((await sendAs(enrolling, 'GET', '/v1/me/profile')).status, 'the enrolment session is gone').toBe(401);
    expect(await amrOf(enrolling.id)).toEqual(['pwd', 'otp', 'mfa']);
  });

  test.each([
    ['GET', '/v1/me/sessions'],
    ['POST', '/v1/me/password'],
    ['POST', '/v1/me/mfa/disable'],
    ['POST', '/v1/me/mfa/check'],
    ['POST', '/v1/me/mfa/backup-codes'],
  ])('%s %s is closed to that session', async (method, path) => {
    const { enrolling } = await createStrict();
    const response = await sendAs(enrolling, method, path, method === 'GET' ? undefined : { token: '123456' });
    expect([401, 404]).toContain(response.status);
    if (response.status === 401) expect((await response.json()) as Problem).toMatchObject({ requiresEnrollment: true });
  });

  test('the authorization endpoint does not accept that session', async () => {
    const { strict, enrolling } = await createStrict();
    const client = await createClient(strict.id);
    const response = await send(await authorizeUrl(client), { headers: { Cookie: enrolling.cookies } });
    expect(response.headers.get('Location')).toMatch(/^\/auth\/login\?handle=/);
  });

  test('it ends when a second factor is set up elsewhere', async () => {
    const { person, enrolling } = await createStrict();
    const elsewhere = await logIn(person.email);
    await enrol({ ...person, cookies: cookiesOf(elsewhere), csrf: elsewhere.headers.get('X-CSRF-Token') ?? '' });
    expect((await sendAs(enrolling, 'POST', '/v1/me/mfa/enable')).status).toBe(401);
  });

  test('it can be ended', async () => {
    const { enrolling } = await createStrict();
    expect((await sendAs(enrolling, 'POST', '/v1/auth/logout')).status).toBe(200);
    expect((await sendAs(enrolling, 'GET', '/v1/me/profile')).status).toBe(401);
  });
});

describe('devices', () => {
  test('the owner is notified of a new browser, not of a known one, and never of the first', async () => {
    const person = await createPerson(organisation);
    expect(await emailsTo(person.email, 'new-device'), 'the very first sign-in').toHaveLength(0);
    const again = await logIn(person.email, {}, { Cookie: person.cookies });
    expect(again.status).toBe(200);
    expect(await emailsTo(person.email, 'new-device')).toHaveLength(0);
    expect((await logIn(person.email)).status).toBe(200);
    expect(await emailsTo(person.email, 'new-device')).toHaveLength(1);
  });

  test('the cookie stays the same, and is stored as a hash', async () => {
    const person = await createPerson(organisation);
    const device = /cerb_device=([^;.]+)/.exec(person.cookies)?.[1] ?? '';
    expect(device).toMatch(/^dev_[\w-]{43}$/);
    const again = await logIn(person.email, {}, { Cookie: person.cookies });
    expect(replaceCookies(person.cookies, cookiesOf(again))).toContain(`cerb_device=${device}`);
    const rows = await asOwner(`SELECT device FROM known_devices WHERE user_id = $1`, [person.id]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(device);
    const forged = await logIn(person.email, {}, { Cookie: 'cerb_device=mine' });
    expect(cookiesOf(forged)).toMatch(/cerb_device=dev_/);
  });
});
