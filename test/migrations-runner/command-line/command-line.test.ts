import { expect, test } from 'vitest';
import { urlOfDatabase } from '../../../migrations-runner/database/connection.ts';
import { runCommand } from '../support/command-line.ts';
import { ownerUrl } from '../support/scratch.ts';

/** One line that ends like a sentence, and no stack. */
const ONE_SENTENCE = /^[^\n]+[.)?]\n$/;

test('the overview lists the commands, and each explains its options', async () => {
  const { output } = await runCommand(['--help']);
  const names = [...output.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map((match) => match[1] ?? '');
  expect(names).toEqual(expect.arrayContaining(['deploy', 'status', 'dev', 'seed', 'worker-login']));
  const helps = await Promise.all(names.map((name) => runCommand([name, '--help'])));
  for (const help of helps)
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('--help'), error: '' });
});

test('status answers 0 for a migrated database', async () => {
  const outcome = await runCommand(['status'], { DATABASE_URL: ownerUrl() });
  expect(outcome).toEqual({ code: 0, output: 'The database is up to date.\n', error: '' });
});

test.each([
  ['an unknown command', ['frobnicate'], {}, 'There is no command "frobnicate"'],
  ['an unknown option', ['deploy', '--force'], {}, "Unknown option '--force'"],
  ['no database', ['status'], {}, 'DATABASE_URL is not set'],
  ['a URL of something else', ['status'], { DATABASE_URL: 'https://example.com' }, 'is not a PostgreSQL URL'],
  ...['status', 'deploy', 'doctor', 'worker-login', 'backup', 'lint'].map(
    (name) =>
      [
        `another schema (${name})`,
        [name],
        { DATABASE_URL: `${ownerUrl()}?schema=app`, BACKUP_STORE: '/nowhere' },
        'the schema "app": the tables are in the schema public',
      ] as const,
  ),
  [
    'a server that is not checked',
    ['status'],
    { DATABASE_URL: 'postgresql://x:y@127.0.0.1:1/z?sslmode=no-verify' },
    'sslmode=no-verify would not check whose server',
  ],
  [
    'a mode that is taken for another, without a warning of the driver',
    ['status'],
    { DATABASE_URL: 'postgresql://x:y@127.0.0.1:1/z?sslmode=require' },
    'Nothing listens at 127.0.0.1:1',
  ],
  [
    'nobody listening',
    ['status'],
    { DATABASE_URL: 'postgresql://x:y@127.0.0.1:1/z' },
    'Nothing listens at 127.0.0.1:1',
  ],
  [
    'an unknown database',
    ['deploy'],
    { DATABASE_URL: urlOfDatabase(ownerUrl(), 'no_such') },
    '"no_such" does not exist',
  ],
  ['no encryption key', ['seed'], { DATABASE_URL: ownerUrl() }, 'SECRET_ENCRYPTION_KEY is not set'],
  [
    'a short key',
    ['seed'],
    { DATABASE_URL: ownerUrl(), SECRET_ENCRYPTION_KEY: 'c2hvcnQ=' },
    'must be 32 bytes in base64',
  ],
  ['a short password', ['worker-login', '--password', 'short'], { DATABASE_URL: ownerUrl() }, 'at least 12 characters'],
  [
    'a database without tables',
    ['seed'],
    { DATABASE_URL: urlOfDatabase(ownerUrl(), 'postgres'), SECRET_ENCRYPTION_KEY: `${'A'.repeat(43)}=` },
    'has npm run db -- deploy run',
  ],
  ['a migration without a name', ['dev'], { DATABASE_URL: ownerUrl() }, 'Give the migration a name'],
] as const)('answers %s with one sentence', async (_case, args, environment, words) => {
  const { code, error } = await runCommand([...args], environment);
  expect(code).toBe(1);
  expect(error).toContain(words);
  expect(error).toMatch(ONE_SENTENCE);
});
