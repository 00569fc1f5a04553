/** The keys that sign tokens and the one that seals secrets, as an operator replaces them. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { withClient } from '../../migrations-runner/connection.ts';
import { resealSecrets } from '../../migrations-runner/sealed-secrets.ts';
import { seedDatabase } from '../../migrations-runner/seed/index.ts';
import { createSecretBox, type SecretBox } from '../../src/platform/crypto.ts';
import { SIGNING_ALGORITHMS } from '../../src/platform/jwk.ts';
import { SEALED_COLUMNS } from '../../src/platform/sealed-columns.ts';
import { runCommand } from './command-line.ts';
import { column, execute, seededDatabase } from './scratch.ts';

const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const BOTH = `2:${second},1:${first}`;

let url: string;

beforeEach(async () => {
  url = await seededDatabase();
  await execute(url, 'DELETE FROM jwks');
  await seedDatabase(url, { encryptionKey: first, development: true });
});

const keys = (args: string[], encryptionKey = first) =>
  runCommand(['keys', ...args], { DATABASE_URL: url, SECRET_ENCRYPTION_KEY: encryptionKey });

/** `EdDSA signing`, of all keys. */
const states = () =>
  column(url, `SELECT alg || ' ' || CASE WHEN is_active THEN stage::text ELSE 'revoked' END FROM jwks ORDER BY 1`);

const signing = async (alg: string) =>
  (await column(url, `SELECT kid FROM jwks WHERE alg = $1 AND stage = 'signing'`, [alg]))[0] ?? '';

/** Values that only the owner of the key can have made. */
async function opens(kid: string, encryptionKey: string): Promise<boolean> {
  const [sealed = ''] = await column(url, 'SELECT private_key FROM jwks WHERE kid = $1', [kid]);
  const jwk = JSON.parse(await createSecretBox(encryptionKey).open(sealed, 'jwk.private')) as JsonWebKey;
  return typeof jwk.d === 'string';
}

describe('keys list', () => {
  test('says of every key what it does, and since when', async () => {
    const { output, code } = await keys(['list']);
    expect(code).toBe(0);
    expect(output.trim().split('\n')).toHaveLength(SIGNING_ALGORITHMS.length);
    expect(output).toMatch(/^[\w-]{43} {2}EdDSA {2}signing {4}since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    expect(JSON.parse((await keys(['list', '--json'])).output)).toHaveLength(SIGNING_ALGORITHMS.length);
    expect(output).not.toContain('"d"');
  });
});

describe('keys rotate', () => {
  test('publishes successors, which sign when everybody knows them; a second time there is nothing to do', async () => {
    const before = await signing('EdDSA');
    const { output, code } = await keys(['rotate']);
    expect(code).toBe(0);
    expect(output).toMatch(/^Published: {2}[\w-]{43} \(EdDSA\)$/m);
    expect(output).toContain('They sign in 25 hours');
    expect(await signing('EdDSA')).toBe(before);
    expect(await states()).toEqual(
      ['ES256', 'EdDSA', 'PS256', 'RS256'].flatMap((alg) => [`${alg} published`, `${alg} signing`]),
    );
    expect((await keys(['rotate'])).output).toBe('Nothing changed: every key has a successor already.\n');
    expect(await states()).toHaveLength(2 * SIGNING_ALGORITHMS.length);
  });

  test('--now signs with others at once, those that are published first; the former ones go on verifying', async () => {
    const former = await signing('ES256');
    await execute(url, `DELETE FROM jwks WHERE stage = 'published'`);
    await keys(['rotate']);
    const [successor] = await column(url, `SELECT kid FROM jwks WHERE alg = 'ES256' AND stage = 'published'`);
    const { output, code } = await keys(['rotate', '--now']);
    expect(code).toBe(0);
    expect(await signing('ES256')).toBe(successor);
    expect(output).toContain(`Retired:    ${former} (ES256)`);
    expect(output).toContain(`Signs now:  ${successor} (ES256)`);
    expect(output).toContain('Every Worker signs with the new keys after 5 minutes at the latest.');
    expect(output).toContain('stays good as long as it would have been');
    expect(output).not.toContain('is good no longer');
    // Without a successor a new key is made.
    await keys(['rotate', '--now']);
    expect(await states()).toEqual(
      ['ES256', 'EdDSA', 'PS256', 'RS256'].flatMap((alg) => [`${alg} retired`, `${alg} retired`, `${alg} signing`]),
    );
    expect(await opens(await signing('ES256'), first)).toBe(true);
  });

  test('--revoke takes the key out of the JWKS, replaces it where it signed, and says what that does', async () => {
    const stolen = await signing('EdDSA');
    const other = await signing('RS256');
    await execute(
      url,
      `INSERT INTO tokens (id, organisation_id, jti, client_id, user_id, scopes, expires_at, token, issued_at)
       SELECT gen_random_uuid(), o.id, gen_random_uuid(), c.id, u.id, '[]', now() + ends, opaque, now() + '1 s'
       FROM organisations o JOIN clients c ON c.organisation_id = o.id AND c.client_id = 'demo-spa'
       JOIN users u ON u.organisation_id = o.id
       CROSS JOIN (VALUES ('1 h'::interval, NULL), ('2 h', NULL), ('-1 h', NULL), ('1 h', 'opaque')) AS t (ends, opaque)
       WHERE u.email = 'owner@demo.example'`,
    );
    const { output, code } = await keys(['rotate', '--revoke', stolen]);
    expect(code).toBe(0);
    expect(output).toContain(`Revoked:    ${stolen} (EdDSA)`);
    expect(output).toMatch(/^Signs now: {2}[\w-]{43} \(EdDSA\)$/m);
    expect(output).toContain('in 17 minutes');
    expect(output).toContain('Access tokens that may be among it: 2.');
    expect(await signing('EdDSA')).not.toBe(stolen);
    expect(await signing('RS256')).toBe(other);
    expect(await states()).toEqual([
      'ES256 signing',
      'EdDSA revoked',
      'EdDSA signing',
      'PS256 signing',
      'RS256 signing',
    ]);
    expect((await keys(['rotate', '--revoke', stolen])).error).toContain(`There is no key "${stolen}"`);
  });

  test('--revoke all leaves none of the keys that there were', async () => {
    await keys(['rotate']);
    const before = await column(url, 'SELECT kid FROM jwks');
    expect((await keys(['rotate', '--revoke', 'all'])).code).toBe(0);
    const shown = await column(url, 'SELECT kid FROM jwks WHERE is_active');
    expect(shown).toHaveLength(SIGNING_ALGORITHMS.length);
    expect(shown.filter((kid) => before.includes(kid))).toEqual([]);
  });

  test('many at once leave one signing key an algorithm', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => keys(['rotate', '--now'])));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect((await states()).filter((state) => state.endsWith('signing'))).toHaveLength(SIGNING_ALGORITHMS.length);
  });

  test('under a key that is not this database’s changes nothing: no Worker could open what it makes', async () => {
    const before = await states();
    const { code, error } = await keys(['rotate', '--now'], second);
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('does not open the signing keys') });
    expect(await states()).toEqual(before);
  });

  test.each([
    [['rotate', '--revoke', 'nothing'], 'There is no key "nothing"'],
    [['list', '--now'], '--now is of npm run db -- keys rotate.'],
    [['reseal', '--revoke', 'all'], '--revoke is of npm run db -- keys rotate.'],
    [['turn'], 'Say what to do with the keys: list, rotate, reseal.'],
  ])('%j is refused in one sentence', async (args, words) => {
    const { code, error } = await keys(args);
    expect(code).toBe(1);
    expect(error).toContain(words);
    expect(error.trim().split('\n')).toHaveLength(1);
  });
});

/** Seals something in every column there is; the text says where. */
async function sealEverywhere(count: number): Promise<void> {
  const box = createSecretBox(first);
  const seal = (purpose: (typeof SEALED_COLUMNS)[number]['purpose'], name: string) =>
    box.seal(`secret ${name}`, purpose);
  await withClient(url, async (client) => {
    const { rows } = await client.query(`SELECT u.id, u.organisation_id AS organisation FROM users u LIMIT 1`);
    const { id, organisation } = rows[0];
    await client.query('UPDATE clients SET client_secret_sealed = $1', [await seal('client.secret', 'client')]);
    await client.query('UPDATE organisations SET pairwise_salt = $1', [
      await seal('organisation.pairwise_salt', 'salt'),
    ]);
    await client.query(
      `INSERT INTO webhook_endpoints (id, organisation_id, url, secret_encrypted, events)
       VALUES (gen_random_uuid(), $1, 'https://a.example', $2, '[]')`,
      [organisation, await seal('webhook.secret', 'webhook')],
    );
    await client.query(
      `INSERT INTO password_reset_tokens (id, organisation_id, user_id, token, destination, expires_at)
       VALUES (gen_random_uuid(), $1, $2, gen_random_uuid()::text, $3, now() + interval '1 hour')`,
      [organisation, id, await seal('password_reset.destination', 'destination')],
    );
    for (let number = 0; number < count; number++) {
      await client.query(
        `INSERT INTO mfa_factors (id, organisation_id, user_id, type, name, secret)
         VALUES (gen_random_uuid(), $1, $2, 'totp', $3, $4)`,
        [organisation, id, `factor ${number}`, await seal('mfa.totp', String(number))],
      );
    }
  });
}

/** Everything that is sealed, opened. */
async function opened(encryptionKey: string): Promise<string[]> {
  const box = createSecretBox(encryptionKey);
  const texts: string[] = [];
  for (const { table, column: name, purpose } of SEALED_COLUMNS) {
    const values = await column(url, `SELECT ${name} FROM ${table} WHERE ${name} IS NOT NULL ORDER BY id`);
    for (const value of values) texts.push(await box.open(value, purpose));
  }
  return texts;
}

describe('keys reseal', () => {
  test('seals everything under the current key, so that the former one can go; a second time there is nothing to do', async () => {
    await sealEverywhere(7);
    const before = await opened(first);
    const { output, code } = await keys(['reseal'], BOTH);
    expect(code).toBe(0);
    expect(output).toContain('jwks.private_key: 4 sealed anew');
    expect(output).toContain('mfa_factors.secret: 7 sealed anew');
    expect(output).toContain('Everything is sealed under key 2');
    expect(await opened(`2:${second}`)).toEqual(before);
    const again = await keys(['reseal', '--json'], BOTH);
    expect(JSON.parse(again.output)).toMatchObject({
      version: 2,
      done: true,
      columns: SEALED_COLUMNS.map(({ table, column: name }) => ({
        table,
        column: name,
        count: 0,
        closed: [],
        left: 0,
      })),
    });
    expect(await opened(`2:${second}`)).toEqual(before);
  });

  test('knows of every sealed value in the database, and of its table’s columns', async () => {
    await sealEverywhere(1);
    const texts = await withClient(url, async (client) => {
      const { rows } = await client.query<{ table: string; column: string }>(
        `SELECT table_name AS table, column_name AS column FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb')`,
      );
      return rows;
    });
    const found: string[] = [];
    for (const { table, column: name } of texts) {
      const [count = 0] = await column<number>(
        url,
        `SELECT count(*)::int FROM "${table}" WHERE "${name}"::text ~ 'v\\d+:[A-Za-z0-9+/]{38,}'`,
      );
      if (count > 0) found.push(`${table}.${name}`);
    }
    expect(found.sort()).toEqual(SEALED_COLUMNS.map(({ table, column: name }) => `${table}.${name}`).sort());
  });

  test('loses nothing that is written meanwhile, under whichever key', async () => {
    await sealEverywhere(40);
    const ids = await column(url, `SELECT id::text FROM mfa_factors ORDER BY id`);
    const written = new Map<string, string>();
    const [former, current] = [createSecretBox(first), createSecretBox(BOTH)];
    let isDone = false;
    const writing = withClient(url, async (client) => {
      for (let turn = 0; !isDone; turn++) {
        const id = ids[(turn * 7) % ids.length] ?? '';
        const value = `written ${turn}`;
        const sealed = await (turn % 2 ? former : current).seal(value, 'mfa.totp');
        await client.query('UPDATE mfa_factors SET secret = $2 WHERE id = $1', [id, sealed]);
        written.set(id, value);
      }
    });
    for (let pass = 0; pass < 5; pass++) await resealSecrets(url, current, { batch: 3 });
    isDone = true;
    await writing;
    expect(written.size).toBeGreaterThan(5);
    const results = await resealSecrets(url, current, { batch: 3 });
    expect(results.every(({ left, closed }) => left === 0 && closed.length === 0)).toBe(true);
    const alone = createSecretBox(`2:${second}`);
    for (const [id, value] of written) {
      const [sealed = ''] = await column(url, 'SELECT secret FROM mfa_factors WHERE id = $1', [id]);
      expect(await alone.open(sealed, 'mfa.totp')).toBe(value);
    }
  });

  test('leaves a value alone that changes between reading it and storing it', async () => {
    await sealEverywhere(1);
    const [former, current] = [createSecretBox(first), createSecretBox(BOTH)];
    const interrupted: SecretBox = {
      ...current,
      seal: async (text, purpose) => {
        const newer = await former.seal('newer', 'mfa.totp');
        if (purpose === 'mfa.totp') await column(url, 'UPDATE mfa_factors SET secret = $1', [newer]);
        return current.seal(text, purpose);
      },
    };
    const results = await resealSecrets(url, interrupted);
    expect(results.find(({ table }) => table === 'mfa_factors')).toMatchObject({ count: 0, left: 1, closed: [] });
    await resealSecrets(url, current);
    const [sealed = ''] = await column(url, 'SELECT secret FROM mfa_factors');
    expect(await createSecretBox(`2:${second}`).open(sealed, 'mfa.totp')).toBe('newer');
  });

  test('says which secret no key opens, leaves it as it is, and that the former key is still needed', async () => {
    await sealEverywhere(2);
    await execute(url, `UPDATE mfa_factors SET secret = 'v1:AAAA' WHERE name = 'factor 1'`);
    const { output, code } = await keys(['reseal'], BOTH);
    const [id] = await column(url, `SELECT id::text FROM mfa_factors WHERE secret = 'v1:AAAA'`);
    expect(code).toBe(1);
    expect(output).toContain(`No key at hand opens the secret of mfa_factors ${id}.`);
    expect(output).toContain('Keep the other keys');
    expect(output).toContain('mfa_factors.secret: 1 sealed anew');
  });

  test('under keys that are not this database’s touches nothing', async () => {
    await sealEverywhere(1);
    const before = await opened(first);
    expect((await keys(['reseal'], `2:${second}`)).error).toContain('does not open the signing keys');
    expect(await opened(first)).toEqual(before);
  });
});
