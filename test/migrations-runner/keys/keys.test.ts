/** The keys that sign tokens, as an operator replaces them. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { SIGNING_ALGORITHMS } from '../../../src/platform/keys/jwk.ts';
import { createSecretBox } from '../../../src/platform/keys/secret-box.ts';
import { runCommand } from '../support/command-line.ts';
import { column, execute, seededDatabase } from '../support/scratch.ts';

const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

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
  const [id = ''] = await column(url, 'SELECT id::text FROM jwks WHERE kid = $1', [kid]);
  const [sealed = ''] = await column(url, 'SELECT private_key FROM jwks WHERE kid = $1', [kid]);
  const jwk = JSON.parse(
    await createSecretBox(encryptionKey).open(sealed, { purpose: 'jwk.private', id }),
  ) as JsonWebKey;
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
