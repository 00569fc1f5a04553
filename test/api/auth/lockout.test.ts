/** Limits on failed attempts, and that an attacker cannot lock out the owner. */
import { beforeAll, describe, expect, test } from 'vitest';
import { cookiesOf, flightsOf, postJson } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createMfaPerson, logIn } from '../../support/mfa.ts';
import { createOrganisation, PASSWORD, type TestOrganisation } from '../../support/organisation.ts';
import { createPerson, sendAs } from '../../support/people.ts';

let organisation: TestOrganisation;

beforeAll(async () => {
  organisation = await createOrganisation();
});

const WRONG = { password: 'Wrong-Horse-7' };
let networks = 0;
/** A network that no other test uses. */
const newNetwork = () => {
  networks++;
  return `203.0.${Math.floor(networks / 250)}.${(networks % 250) + 1}`;
};
const from = (address: string, cookies = '') => ({ 'CF-Connecting-IP': address, Cookie: cookies });
const attempt = (email: string, address: string, cookies = '') => logIn(email, WRONG, from(address, cookies));

async function attemptTimes(count: number, email: string, addressOf: () => string): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index++) statuses.push((await attempt(email, addressOf())).status);
  return statuses;
}

/** Stores so many failures of a network within the hour. */
const failuresOf = (address: string, failures: number) =>
  asOwner(
    `INSERT INTO sign_in_throttles (key, failures, expires_at) VALUES
     (rtrim(translate(encode(sha256(convert_to('address ' || $1, 'UTF8')), 'base64'), '+/', '-_'), '='), $2,
      now() + interval '1 hour')`,
    [address, failures],
  );

/** Seconds of the delay after the last failed attempt, which counts for a day. */
async function delayAt(email: string, place: string): Promise<number> {
  const [row] = await asOwner<{ seconds: string }>(
    `SELECT extract(epoch FROM blocked_until - (expires_at - interval '1 day')) AS seconds FROM sign_in_throttles
     WHERE key = encode(sha256(convert_to('pair ' || $1 || ' ' || $2, 'UTF8')), 'base64')`,
    [email, place],
  );
  return Number(row?.seconds);
}

/** Makes the delays pass. */
async function wait(email: string, place: string): Promise<void> {
  await asOwner(
    `UPDATE sign_in_throttles SET blocked_until = now() - interval '1 second'
     WHERE key = encode(sha256(convert_to('pair ' || $1 || ' ' || $2, 'UTF8')), 'base64')`,
    [email, place],
  );
}

describe('from one network', () => {
  test('the sixth attempt is refused with Retry-After, even with the right password', async () => {
    const { email } = await createPerson(organisation);
    const address = newNetwork();
    expect(await attemptTimes(6, email, () => address)).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = await logIn(email, {}, from(address));
    expect(refused.status).toBe(429);
    const problem = (await refused.json()) as { detail: string; retryAfter: number };
    expect(problem.detail).toBe('Rate limit exceeded. Please try again later.');
    expect(Number(refused.headers.get('Retry-After'))).toBe(problem.retryAfter);
    expect(problem.retryAfter).toBeGreaterThan(20);
    expect(problem.retryAfter).toBeLessThanOrEqual(30);
    expect((await logIn(email, {}, from(newNetwork()))).status, 'from elsewhere').toBe(200);
  });

  test('each further attempt doubles the delay, up to 15 minutes', async () => {
    const { email } = await createPerson(organisation);
    const address = newNetwork();
    await attemptTimes(5, email, () => address);
    const delays: number[] = [];
    for (let round = 0; round < 7; round++) {
      const delay = await delayAt(email, address);
      delays.push(delay);
      const refused = await attempt(email, address);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(delay);
      await wait(email, address);
      expect((await attempt(email, address)).status).toBe(401);
    }
    expect(delays).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  test('fifty concurrent attempts get no further than sequential ones', async () => {
    const { email } = await createPerson(organisation);
    const address = newNetwork();
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt(email, address)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
  });

  test('a success resets the attempts before it', async () => {
    const { email } = await createPerson(organisation);
    const address = newNetwork();
    for (let round = 0; round < 3; round++) {
      expect(await attemptTimes(4, email, () => address)).toEqual([401, 401, 401, 401]);
      expect((await logIn(email, {}, from(address))).status).toBe(200);
    }
  });

  test('all addresses of an IPv6 /64 count as one', async () => {
    const { email } = await createPerson(organisation);
    let host = 0;
    const addressOf = () => `2001:db8:7:${networks}::${(++host).toString(16)}`;
    expect(await attemptTimes(6, email, addressOf)).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test('a network that tries many accounts is refused', async () => {
    const address = newNetwork();
    await failuresOf(address, 99);
    const { email } = await createPerson(organisation);
    expect((await attempt('somebody@example.com', address)).status).toBe(401);
    const refused = await logIn(email, {}, from(address));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(50);
  });

  test('a network that tries many accounts does not lock out a browser that the owner uses', async () => {
    const address = newNetwork();
    await failuresOf(address, 99);
    const person = await createPerson(organisation);
    const colleague = await createPerson(organisation);
    expect((await attempt('somebody@example.com', address)).status).toBe(401);
    expect((await logIn(person.email, {}, from(address))).status, 'an unknown browser').toBe(429);
    expect((await logIn(person.email, {}, from(address, colleague.cookies))).status, "a colleague's").toBe(429);
    expect((await logIn(person.email, {}, from(address, person.cookies))).status, 'their own').toBe(200);
  });

  test('one success does not reset the failures of a network', async () => {
    const address = newNetwork();
    const { email } = await createPerson(organisation);
    await attemptTimes(3, 'nobody-here@example.com', () => address);
    await logIn(email, {}, from(address));
    const rows = await asOwner<{ failures: number }>(
      `SELECT failures FROM sign_in_throttles
       WHERE key = rtrim(translate(encode(sha256(convert_to('address ' || $1, 'UTF8')), 'base64'), '+/', '-_'), '=')`,
      [address],
    );
    expect(rows).toEqual([{ failures: 3 }]);
  });
});

describe('from many networks', () => {
  test('an account takes twenty attempts, then one every five minutes at most; a known browser of its owner still signs in', async () => {
    const person = await createPerson(organisation);
    expect(await attemptTimes(21, person.email, newNetwork)).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
    const stranger = await logIn(person.email, {}, from(newNetwork()));
    expect(stranger.status).toBe(429);
    expect(Number(stranger.headers.get('Retry-After'))).toBeLessThanOrEqual(300);
    expect((await logIn(person.email, {}, from(newNetwork(), person.cookies))).status, 'a known browser').toBe(200);
    const forged = await logIn(person.email, {}, from(newNetwork(), `cerb_device=dev_${'A'.repeat(43)}`));
    expect(forged.status, 'a cookie of no account').toBe(429);
    const [row] = await asOwner<{ locked: boolean; failed_login_count: number }>(
      `SELECT locked_until > now() AS locked, failed_login_count FROM users WHERE id = $1`,
      [person.id],
    );
    expect(row, 'a success clears what administrators see').toEqual({ locked: null, failed_login_count: 0 });
  });

  test('administrators see that an account is locked, and its count of failures', async () => {
    const person = await createPerson(organisation);
    await attemptTimes(20, person.email, newNetwork);
    const [row] = await asOwner(`SELECT locked_until > now() AS locked, failed_login_count FROM users WHERE id = $1`, [
      person.id,
    ]);
    expect(row).toEqual({ locked: true, failed_login_count: 20 });
  });

  test('a browser known for another account is not known for this one', async () => {
    const person = await createPerson(organisation);
    const colleague = await createPerson(organisation);
    await attemptTimes(20, person.email, newNetwork);
    expect((await logIn(person.email, {}, from(newNetwork(), colleague.cookies))).status).toBe(429);
  });

  test('a known browser has five attempts of its own, in any network', async () => {
    const person = await createPerson(organisation);
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      statuses.push((await attempt(person.email, newNetwork(), person.cookies)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await logIn(person.email, {}, from(newNetwork()))).status, 'other browsers').toBe(200);
  });

  test('refused attempts do not delay the owner', async () => {
    const person = await createPerson(organisation);
    const address = newNetwork();
    await attemptTimes(5, person.email, () => address);
    await attemptTimes(30, person.email, () => address);
    expect((await logIn(person.email, {}, from(newNetwork()))).status).toBe(200);
  });
});

describe('no enumeration', () => {
  test('an unknown address has the same answers, round trips and delays as a known one', async () => {
    const known = (await createPerson(organisation)).email;
    const unknown = `nobody-${crypto.randomUUID()}@example.com`;
    const traces = [];
    for (const email of [known, unknown]) {
      const address = newNetwork();
      const trace = [];
      for (let index = 0; index < 7; index++) {
        const response = await attempt(email, address);
        const { detail } = (await response.json()) as { detail: string };
        trace.push([response.status, detail, flightsOf(response)]);
      }
      traces.push(trace);
    }
    expect(traces[0]).toEqual(traces[1]);
  });

  test('keys are hashes', async () => {
    const email = `nobody-${crypto.randomUUID()}@example.com`;
    await attempt(email, newNetwork());
    const rows = await asOwner<{ key: string }>(`SELECT key FROM sign_in_throttles`);
    expect(JSON.stringify(rows)).not.toContain(email);
  });
});

describe('second factors', () => {
  const wrong = { mfaToken: '000000' };

  test('failed codes count together with failed passwords', async () => {
    const person = await createMfaPerson(organisation);
    const address = newNetwork();
    await attemptTimes(2, person.email, () => address);
    const statuses: number[] = [];
    for (let index = 0; index < 4; index++) statuses.push((await logIn(person.email, wrong, from(address))).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  test('a password step in between does not reset the failed codes', async () => {
    const person = await createMfaPerson(organisation);
    const address = newNetwork();
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      statuses.push((await logIn(person.email, wrong, from(address))).status);
      await Promise.all([logIn(person.email, {}, from(address)), logIn(person.email, {}, from(address))]);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test('a stolen session gets no more attempts', async () => {
    const person = await createMfaPerson(organisation);
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      statuses.push((await sendAs(person, 'POST', '/v1/me/mfa/disable', { token: '000000' })).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
    expect((await sendAs(person, 'POST', '/v1/me/mfa/disable', { password: PASSWORD })).status).toBe(429);
  });

  test('a pending sign-in takes five attempts from all networks together', async () => {
    const person = await createMfaPerson(organisation);
    const pending = cookiesOf(await logIn(person.email, {}, from(newNetwork())));
    for (let index = 0; index < 5; index++) {
      const options = { secondFactor: true, response: assertion() };
      const response = await postJson('/v1/auth/passkey', options, from(newNetwork(), pending));
      expect(await response.json()).toMatchObject({ detail: 'Invalid MFA token' });
    }
    const spent = await postJson(
      '/v1/auth/passkey',
      { secondFactor: true, response: assertion() },
      from(newNetwork(), pending),
    );
    expect(await spent.json()).toMatchObject({ detail: 'This sign-in has expired. Please start again.' });
  });
});

function assertion() {
  const response = { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' };
  return { id: 'AA', rawId: 'AA', type: 'public-key', response };
}
