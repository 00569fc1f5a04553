/** Reauthentication: a stolen session gets no more attempts than the sign-in. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flightsOf, send } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createMfaPerson, enrol, logIn } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs, signIn, type TestPerson } from '../../support/people.ts';

const WRONG = 'Wrong-Horse-7';
const NEW_PASSWORD = 'Battery-Staple-9';

let organisation: TestOrganisation;
let person: TestPerson;

beforeAll(async () => {
  organisation = await createOrganisation();
});

beforeEach(async () => {
  person = await createPerson(organisation);
});

type Session = { cookies: string; csrf: string };

const newAddress = () => `new-${crypto.randomUUID()}@example.com`;
const change = (who: Session, currentPassword: string, newPassword = NEW_PASSWORD) =>
  sendAs(who, 'POST', '/v1/me/password', { currentPassword, newPassword });
const move = (who: Session, currentPassword: string) =>
  sendAs(who, 'PATCH', '/v1/me/profile', { email: newAddress(), currentPassword });
const disable = (who: Session, password: string) => sendAs(who, 'POST', '/v1/me/mfa/disable', { password });
const leave = (who: Session, password?: string) => sendAs(who, 'DELETE', '/v1/me/account', { password });

/** The routes that ask for the password again, and their answer to a wrong one. */
const PASSWORD_ROUTES = [
  ['changing the password', change, 400],
  ['changing the address', move, 403],
  ['deleting the account', leave, 403],
  ['removing the second factors, of which there are none', disable, 400],
] as const;

/** The counted failures of the person's browser. */
const PAIR_KEY = `encode(sha256(convert_to('pair ' || $1 || ' ' || rtrim(translate(
  encode(sha256(convert_to($2, 'UTF8')), 'base64'), '+/', '-_'), '='), 'UTF8')), 'base64')`;
const pairOf = ({ email, cookies }: TestPerson) => [email, /cerb_device=([^;.]+)/.exec(cookies)?.[1] ?? ''];

/** Makes the delays pass. */
const wait = (who: TestPerson) =>
  asOwner(
    `UPDATE sign_in_throttles SET blocked_until = now() - interval '1 second' WHERE key = ${PAIR_KEY}`,
    pairOf(who),
  );

async function failures(userId: string): Promise<number> {
  const rows = await asOwner<{ reason: string }>(
    `SELECT metadata->>'reason' AS reason FROM audit_logs
     WHERE event_type = 'user.reauthentication.failed' AND user_id = $1 AND NOT success AND resource_type = 'user'`,
    [userId],
  );
  expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(rows.length > 0 ? ['wrong_password'] : []));
  return rows.length;
}

describe.each(PASSWORD_ROUTES)('%s', (_what, attempt, refusal) => {
  it('accepts five wrong passwords, each recorded, and then refuses the right one too until the delay has passed', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) statuses.push((await attempt(person, WRONG)).status);
    expect(statuses).toEqual([...Array(5).fill(refusal), 429]);
    const refused = await attempt(person, PASSWORD);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ detail: 'Rate limit exceeded. Please try again later.' });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(20);
    expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(30);
    expect(await failures(person.id)).toBe(5);
    await wait(person);
    expect((await attempt(person, PASSWORD)).status).toBe(200);
  });

  it('checks five of a hundred concurrent attempts', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => attempt(person, WRONG)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === refusal)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(95);
    expect(await failures(person.id)).toBe(5);
  });

  it('costs three round trips when it is refused', async () => {
    const wrong = await attempt(person, WRONG);
    expect([wrong.status, flightsOf(wrong)]).toEqual([refusal, 3]);
  });

  it('resets the count of failures after the right password', async () => {
    for (let index = 0; index < 4; index++) await attempt(person, WRONG);
    expect((await attempt(person, PASSWORD)).status).toBe(200);
    const [row] = await asOwner(
      `SELECT failures, blocked_until FROM sign_in_throttles WHERE key = ${PAIR_KEY}`,
      pairOf(person),
    );
    expect(row).toEqual({ failures: 0, blocked_until: null });
  });
});

describe('failed attempts at one’s own password', () => {
  it('are counted together over all routes, and with those of the sign-in', async () => {
    const statuses = [];
    for (const [, attempt] of PASSWORD_ROUTES) statuses.push((await attempt(person, WRONG)).status);
    statuses.push((await logIn(person.email, { password: WRONG }, { Cookie: person.cookies })).status);
    expect(statuses).toEqual([400, 403, 403, 400, 401]);
    expect((await logIn(person.email, {}, { Cookie: person.cookies })).status).toBe(429);
    expect((await change(person, PASSWORD)).status).toBe(429);
  });

  it('do not count when the password was right and something else was wrong', async () => {
    for (let index = 0; index < 4; index++) await change(person, WRONG);
    expect(await (await change(person, PASSWORD, 'alllowercase')).json()).toMatchObject({
      detail: 'Password too weak',
    });
    for (let index = 0; index < 4; index++) expect((await move(person, WRONG)).status).toBe(403);
    expect((await move(person, PASSWORD)).status).toBe(200);
    const asked = await move(person, PASSWORD);
    expect([asked.status, asked.headers.get('Retry-After')]).toEqual([429, '60']);
    for (let index = 0; index < 5; index++) expect((await change(person, WRONG)).status).toBe(400);
    expect((await change(person, WRONG)).status).toBe(429);
  });

  it('of an owner, who may not leave, do not count either', async () => {
    const own = await createOrganisation();
    const owner = await signIn(own.owner.email);
    for (let index = 0; index < 6; index++) {
      expect(await (await leave(owner, PASSWORD)).json()).toMatchObject({
        detail: 'The owner of the organisation cannot delete their account',
      });
    }
  });

  it('are not counted when a recent sign-in is sufficient', async () => {
    for (let index = 0; index < 5; index++) await change(person, WRONG);
    expect((await change(person, WRONG)).status).toBe(429);
    expect((await leave(person)).status).toBe(200);
  });

  it('do not exist without a password: the sign-in must be recent', async () => {
    await asOwner('UPDATE users SET password = NULL WHERE id = $1', [person.id]);
    for (let index = 0; index < 6; index++) {
      expect(await (await change(person, WRONG)).json()).toMatchObject({
        status: 400,
        detail: 'Password change not available for this account',
      });
    }
    await asOwner(`UPDATE sessions SET auth_time = auth_time - interval '1 hour' WHERE user_id = $1`, [person.id]);
    for (let index = 0; index < 6; index++) {
      expect(await (await leave(person, WRONG)).json()).toMatchObject({ status: 403, requiresReauthentication: true });
    }
    expect(await failures(person.id)).toBe(0);
  });
});

describe('a stolen session', () => {
  /** The session's cookie without the one that names the browser, in another network. */
  const thief = ({ cookies }: TestPerson) => cookies.replace(/; cerb_device=[^;]+|cerb_device=[^;]+; /, '');
  const guessFrom = (address: string, who: TestPerson, cookies = thief(who)) =>
    send('/v1/me/password', {
      method: 'POST',
      headers: {
        Cookie: cookies,
        'X-CSRF-Token': who.csrf,
        'Content-Type': 'application/json',
        'CF-Connecting-IP': address,
      },
      body: JSON.stringify({ currentPassword: WRONG, newPassword: NEW_PASSWORD }),
    });

  it('is locked out, and the browser of its owner is not', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) statuses.push((await guessFrom('198.51.100.7', person)).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
    expect((await change(person, PASSWORD)).status).toBe(200);
  });

  it('from many networks reaches the limit of the account, which does not apply to the owner’s browsers', async () => {
    const other = { ...person, ...(await signIn(person.email)) };
    const statuses: number[] = [];
    for (let index = 0; index < 21; index++) statuses.push((await guessFrom(`198.51.101.${index}`, person)).status);
    expect(statuses).toEqual([...Array(20).fill(400), 429]);
    for (const known of [person, other]) {
      expect((await logIn(person.email, {}, { Cookie: known.cookies })).status).toBe(200);
    }
    expect((await logIn(person.email, {}, { 'CF-Connecting-IP': '198.51.102.1' })).status, 'a stranger').toBe(429);
  });

  it('with every cookie of a browser locks out only that browser', async () => {
    const other = { ...person, ...(await signIn(person.email)) };
    for (let index = 0; index < 6; index++) await guessFrom(`198.51.103.${index}`, person, person.cookies);
    expect((await change(person, PASSWORD)).status).toBe(429);
    expect((await change(other, PASSWORD)).status).toBe(200);
  });
});

describe('failed attempts at a code', () => {
  it.each([
    ['/v1/me/mfa/check', 200],
    ['/v1/me/mfa/disable', 400],
    ['/v1/me/mfa/backup-codes', 400],
  ])('at %s: five, and then no right one either', async (path, refusal) => {
    const member = await createMfaPerson(organisation);
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      statuses.push((await sendAs(member, 'POST', path, { token: '000000' })).status);
    }
    expect(statuses).toEqual([...Array(5).fill(refusal), 429]);
    expect((await sendAs(member, 'POST', path, { token: await member.authenticator.code() })).status).toBe(429);
    expect((await change(member, PASSWORD)).status, 'nor a password').toBe(429);
  });

  it('are reset by the right code', async () => {
    const member = await enrol(person);
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 4; index++) await sendAs(member, 'POST', '/v1/me/mfa/check', { token: '000000' });
      const right = await sendAs(member, 'POST', '/v1/me/mfa/check', { token: await member.authenticator.code() });
      expect(await right.json()).toEqual({ valid: true });
    }
  });
});
