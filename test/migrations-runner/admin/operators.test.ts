/** `npm run admin -- operator …`: keys for /v1/system. test/api/credentials/operator-keys.test.ts uses them. */
import { expect, test } from 'vitest';
import { looksLikeSecret, sha256 } from '../../../src/lib/secrets.ts';
import { adminOf } from '../support/admin.ts';
import { column, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const stored = (url: string) =>
  column(
    url,
    `SELECT concat_ws(' ', name, key_hash, networks, extract(epoch FROM expires_at - created_at)::int,
       revoked_at IS NOT NULL) FROM operator_keys ORDER BY created_at`,
  );

test('the key of an operator is told once, its name is used once, and it ends once', async () => {
  const url = await seededDatabase();
  const { run, json, refusal } = adminOf(url);
  expect((await run('operator list')).output).toBe('There are no operator keys.\n');
  const { key, ...created } = await json('operator create --name Olive --networks 192.0.2.0/24');
  expect(looksLikeSecret('operator', key)).toBe(true);
  expect(created).toMatchObject({ name: 'Olive', expiresAt: expect.any(String) });
  const hash = await sha256(key);
  expect(await stored(url)).toEqual([`Olive ${hash} ["192.0.2.0/24"] 7776000 f`]);
  const listed = await run('operator list');
  expect(listed.output).toMatch(/^"Olive" {2}\S{10}… {2}until \S+Z {2}never used\n$/);
  expect(listed.output).not.toContain(key);

  expect(await refusal('operator create --name Olive')).toBe(
    '--name: there is, or was, a key "Olive": a name is used once.',
  );
  expect((await run('operator revoke Olive')).output).toBe('The key of "Olive" is revoked.\n');
  const { revokedAt } = await json('operator revoke Olive');
  const [listedKey] = await json('operator list');
  expect(listedKey).toMatchObject({ name: 'Olive', revokedAt });
  expect(listedKey).not.toHaveProperty('keyHash');
  // Not even after its end: audit logs name it.
  expect(await refusal('operator create --name Olive')).toContain('a name is used once.');
  expect(await stored(url)).toEqual([`Olive ${hash} ["192.0.2.0/24"] 7776000 t`]);
});

test('what is refused makes no key', async () => {
  const url = await seededDatabase();
  const { refusal } = adminOf(url);
  const cases: [line: string, sentence: string][] = [
    ['operator create', '--name: needed: a line of 1 to 100 characters that can be seen.'],
    ['operator create --name A --expires-in-days 366', '--expires-in-days: a whole number from 1 to 365.'],
    [
      'operator create --name A --networks 192.0.2.0/24,everywhere',
      '--networks: up to 50 networks in CIDR notation, separated by commas, e.g. 192.0.2.0/24.',
    ],
    ['operator revoke', 'Say whose key: give its name.'],
    ['operator revoke Nobody', 'There is no operator key "Nobody".'],
  ];
  for (const [line, sentence] of cases) expect(await refusal(line)).toBe(sentence);
  expect(await stored(url)).toEqual([]);
});

test('a database that is not migrated is said to be that', async () => {
  const { refusal } = adminOf(await scratchDatabase());
  expect(await refusal('operator create --name A')).toContain('has npm run db -- deploy run on this database?');
});
