/** The cost of a sign-in does not tell whether an address has an account (no enumeration by timing). */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRequestContext } from '../../../src/deps.ts';
import { sampleHashParameters } from '../../../src/domain/authenticators/accounts.ts';
import { parseEnv } from '../../../src/env.ts';
import { AppError } from '../../../src/errors.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { passwords } from '../../../src/platform/passwords/passwords.ts';
import { send } from '../../support/app.ts';
import { createScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts';

const IMPORTED = '$argon2id$v=19$m=65536,t=3,p=4';
const TODAY = '$argon2id$v=19$m=19456,t=2,p=1';
const REST = '$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase();
});

afterAll(() => database.drop());

const ORGANISATION = uuidv7();

/** So many people with imported hashes, and so many with those of today. */
async function fill(imported: number, today: number, importedHash = IMPORTED): Promise<void> {
  await database.asOwner('TRUNCATE organisations CASCADE');
  await database.asOwner(
    `INSERT INTO organisations (id, name, slug, email) VALUES ($1, 'a', 'a', 'a') ON CONFLICT DO NOTHING`,
    [ORGANISATION],
  );
  await database.asOwner(
    `INSERT INTO users (id, organisation_id, email, first_name, last_name, name, password)
     SELECT gen_random_uuid(), $1, 'person-' || n || '@example.com', 'A', 'B', 'A B',
       CASE WHEN n <= $2::int THEN $3 ELSE $4 END FROM generate_series(1, $2::int + $5::int) n`,
    [ORGANISATION, imported, importedHash + REST, TODAY + REST, today],
  );
}

const box = () => createSecretBox(btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))));

async function samplesOf(emails: string[], its = box()): Promise<(string | undefined)[]> {
  const context = openRequestContext(parseEnv({ ...env, ...database.bindings }), crypto.randomUUID());
  const statements = await Promise.all(emails.map((email) => sampleHashParameters(its, email)));
  const results = await context.system.db.flight(...statements);
  await context.close();
  return results.map(([row]) => row?.parameters);
}

const STRANGERS = Array.from({ length: 200 }, (_, index) => `stranger-${index}@example.com`);

describe('an unknown address costs as much as some account', () => {
  it.each([
    '$bcrypt$c=4',
    '$pbkdf2-sha256$i=1000',
    '$scrypt$ln=4,r=8,p=1',
    '$firebase-scrypt$ln=4,r=8',
    '$sha1$salt=after',
    '$argon2i$v=19$m=256,t=1,p=1',
  ])('also one whose hash is of another scheme: %s', async (imported) => {
    await fill(1, 0, imported);
    expect(await samplesOf(STRANGERS.slice(0, 1))).toEqual([imported]);
    await expect(passwords.pretend('Correct-Horse-7', imported)).resolves.toBeUndefined();
  });

  it('in the proportion of the accounts’ hashes, and always the same for one address', async () => {
    await fill(200, 200);
    const its = box();
    const samples = await samplesOf(STRANGERS, its);
    const imported = samples.filter((sample) => sample === IMPORTED).length;
    // About 100 of 200 are expected; a random key is outside of these bounds once in 10^8 runs.
    expect(imported).toBeGreaterThan(40);
    expect(imported).toBeLessThan(160);
    expect(samples.every((sample) => sample === IMPORTED || sample === TODAY)).toBe(true);
    expect(
      await samplesOf(
        STRANGERS.map((email) => ` ${email.toUpperCase()}`),
        its,
      ),
    ).toEqual(samples);
    expect(await samplesOf(STRANGERS)).not.toEqual(samples);
  });

  it('the current cost when all accounts have it, or there are none', async () => {
    await fill(0, 3);
    expect(await samplesOf(STRANGERS.slice(0, 5))).toEqual(Array(5).fill(TODAY));
    await fill(0, 0);
    expect(await samplesOf(STRANGERS.slice(0, 2))).toEqual([undefined, undefined]);
  });

  it('the same for people without a password and in a foreign context', async () => {
    await fill(3, 0);
    await database.asOwner(`UPDATE users SET password = NULL WHERE email = 'person-1@example.com'`);
    const pretend = vi.spyOn(passwords, 'pretend').mockResolvedValue();
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    for (const email of ['nobody@example.com', 'person-1@example.com']) {
      expect((await signIn(email)).status).toBe(401);
      expect(pretend).toHaveBeenLastCalledWith('Correct-Horse-7', IMPORTED);
    }
  });

  it('an account with an unverifiable hash is answered like a wrong password', async () => {
    await fill(1, 1);
    await database.asOwner(`UPDATE users SET password = '$2b$10$abc' WHERE email = 'person-1@example.com'`);
    expect((await signIn('person-1@example.com')).status).toBe(401);
  });
});

it('fifty concurrent sign-ins are all answered', async () => {
  await fill(0, 1);
  const responses = await Promise.all(
    Array.from({ length: 50 }, (_, index) => signIn(`nobody-${index}@example.com`, `192.0.2.${index}`)),
  );
  expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(401));
});

it('a sign-in that finds the queue full gets Retry-After, and no attempt is counted', async () => {
  await fill(0, 1);
  const busy = new AppError('rate_limited', 'Too many people are signing in', { retryAfter: 5 });
  const verify = vi.spyOn(passwords, 'verify').mockRejectedValue(busy);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  for (let attempt = 0; attempt < 12; attempt++) {
    const response = await signIn('person-1@example.com', '198.51.100.7');
    expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '5']);
  }
  expect(verify).toHaveBeenCalledTimes(12);
});

function signIn(email: string, address = '203.0.113.9'): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'CF-Connecting-IP': address };
  const body = JSON.stringify({ email, password: 'Correct-Horse-7' });
  return send('/v1/auth/login', { method: 'POST', headers, body }, database.bindings);
}
