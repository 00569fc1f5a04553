/** After a hundred failed attempts an authenticator is disabled until recovery (NIST SP 800-63B-4 section 3.2.2). */
import { beforeAll, describe, expect, it } from 'vitest';
import { flightsOf, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { emailsTo, newestToken } from '../../support/mailbox.ts';
import { createMfaPerson, forgetGuesses, logIn, type MfaPerson } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, type TestPerson } from '../../support/people.ts';

const WRONG = { password: 'Wrong-Horse-7' };
const INVALID = { detail: 'Invalid email or password' };

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

/** Stores so many failed attempts, as if they were made over days. */
const guessed = ({ id }: TestPerson, column: string, count: number) =>
  asOwner(`UPDATE users SET ${column} = $2 WHERE id = $1`, [id, count]);
const countOf = async ({ id }: TestPerson) =>
  (await asOwner('SELECT password_failures, backup_code_failures FROM users WHERE id = $1', [id]))[0];
/** A browser that the person used before. */
const known = ({ cookies }: TestPerson) => ({ Cookie: /cerb_device=[^;]+/.exec(cookies)?.[0] ?? '' });

describe('A password', () => {
  it('counts failed attempts from unknown browsers, until the right one', async () => {
    const person = await createPerson(organisation);
    for (let index = 0; index < 3; index++) await logIn(person.email, WRONG);
    expect(await countOf(person)).toEqual({ password_failures: 3, backup_code_failures: 0 });
    expect((await logIn(person.email)).status).toBe(200);
    expect(await countOf(person)).toEqual({ password_failures: 0, backup_code_failures: 0 });
  });

  it('does not change the person’s updatedAt with failed attempts', async () => {
    const person = await createPerson(organisation);
    const before = await asOwner('SELECT updated_at FROM users WHERE id = $1', [person.id]);
    await logIn(person.email, WRONG);
    expect(await asOwner('SELECT updated_at FROM users WHERE id = $1', [person.id])).toEqual(before);
    expect(await countOf(person)).toEqual({ password_failures: 1, backup_code_failures: 0 });
  });

  it('is disabled by the hundredth failure: the right one is answered like a wrong one, and its owner is notified', async () => {
    const person = await createPerson(organisation);
    await guessed(person, 'password_failures', 99);
    expect((await logIn(person.email, WRONG)).status).toBe(401);
    const wrong = await logIn(person.email, WRONG);
    const right = await logIn(person.email);
    expect([right.status, await right.json()]).toMatchObject([401, INVALID]);
    expect(flightsOf(right)).toBe(flightsOf(wrong));
    const [email, ...more] = await emailsTo(person.email, 'mfa-changed');
    expect(email?.subject).toBe('Your password was disabled');
    expect(more).toEqual([]);
  });

  it('is not disabled by the ninety-ninth failure', async () => {
    const person = await createPerson(organisation);
    await guessed(person, 'password_failures', 98);
    expect((await logIn(person.email, WRONG)).status).toBe(401);
    expect((await logIn(person.email)).status).toBe(200);
  });

  it('still works in a browser that its owner used before, and stays disabled elsewhere', async () => {
    const person = await createPerson(organisation);
    await guessed(person, 'password_failures', 100);
    expect((await logIn(person.email, {}, known(person))).status).toBe(200);
    expect((await logIn(person.email)).status).toBe(401);
  });

  it('works again once its owner has reset it by mail', async () => {
    const person = await createPerson(organisation);
    await guessed(person, 'password_failures', 100);
    await postJson('/v1/auth/forgot-password', { email: person.email });
    const password = 'Battery-Staple-9';
    const token = await newestToken(person.email, 'password-reset');
    expect((await postJson('/v1/auth/reset-password', { token, password })).status).toBe(200);
    expect((await logIn(person.email, { password })).status).toBe(200);
  });

  it('cannot be guessed within a session of an unknown browser either', async () => {
    const person = await createPerson(organisation);
    await guessed(person, 'password_failures', 100);
    const stolen = { ...person, cookies: person.cookies.replace(/cerb_device=[^;]+;? ?/, '') };
    const change = { currentPassword: PASSWORD, newPassword: 'Battery-Staple-9' };
    expect((await sendAs(stolen, 'POST', '/v1/me/password', change)).status).toBe(400);
    expect((await sendAs(person, 'POST', '/v1/me/password', change)).status).toBe(200);
  });
});

describe('A known browser', () => {
  it('has a count of its own, and is no longer known after a hundred failures', async () => {
    const person = await createPerson(organisation);
    const failures = async () =>
      (await asOwner<{ failures: number }>('SELECT failures FROM known_devices WHERE user_id = $1', [person.id])).map(
        (row) => row.failures,
      );
    await logIn(person.email, WRONG, known(person));
    expect(await failures()).toEqual([1]);
    expect(await countOf(person)).toMatchObject({ password_failures: 0 });
    await asOwner('UPDATE known_devices SET failures = 99 WHERE user_id = $1', [person.id]);
    await logIn(person.email, WRONG, known(person));
    expect(await failures()).toEqual([]);
  });
});

describe('A second factor', () => {
  const WAYS: [string, (person: MfaPerson) => Promise<unknown>, (person: MfaPerson) => Promise<string>, string][] = [
    [
      'the codes of an authenticator',
      ({ id }) => asOwner('UPDATE mfa_factors SET failures = 99 WHERE user_id = $1', [id]),
      ({ authenticator }) => authenticator.code(),
      '000000',
    ],
    [
      'backup codes',
      (person) => guessed(person, 'backup_code_failures', 99),
      async ({ authenticator }) => authenticator.backupCodes[0] ?? '',
      'AAAA-AAAA-AAAA-AAAA',
    ],
  ];

  it.each(WAYS)('%s: the hundredth failure disables them, but not in a known browser', async (...way) => {
    const [, prepare, right, wrong] = way;
    const person = await createMfaPerson(organisation);
    await prepare(person);
    expect((await logIn(person.email, { mfaToken: wrong })).status).toBe(401);
    await forgetGuesses(person.email);
    expect((await logIn(person.email, { mfaToken: await right(person) })).status).toBe(401);
    const subjects = (await emailsTo(person.email, 'mfa-changed')).map(({ subject }) => subject);
    expect(subjects).toContain('Your codes were disabled');
    expect((await logIn(person.email, { mfaToken: await right(person) }, known(person))).status).toBe(200);
    await forgetGuesses(person.email);
    expect((await logIn(person.email, { mfaToken: await right(person) })).status, 'elsewhere').toBe(401);
  });

  it('new backup codes start without failed attempts', async () => {
    const [person, colleague] = [await createMfaPerson(organisation), await createMfaPerson(organisation)];
    for (const one of [person, colleague]) await guessed(one, 'backup_code_failures', 100);
    const token = await person.authenticator.code();
    expect((await sendAs(person, 'POST', '/v1/me/mfa/backup-codes', { token })).status).toBe(200);
    expect(await countOf(person)).toMatchObject({ backup_code_failures: 0 });
    expect(await countOf(colleague)).toMatchObject({ backup_code_failures: 100 });
  });

  it('a right answer resets the count of failures', async () => {
    const person = await createMfaPerson(organisation);
    await asOwner('UPDATE mfa_factors SET failures = 98 WHERE user_id = $1', [person.id]);
    expect((await logIn(person.email, { mfaToken: await person.authenticator.code() })).status).toBe(200);
    expect(await asOwner('SELECT failures FROM mfa_factors WHERE user_id = $1', [person.id])).toEqual([
      { failures: 0 },
    ]);
  });
});
