/** Known passwords, half-written migrations and lost columns are for databases that somebody marked as development. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { isMarked, markDevelopment } from '../../../migrations-runner/database/development-mark.ts';
import { findLosses } from '../../../migrations-runner/migrations/data-loss.ts';
import { runCommand } from '../support/command-line.ts';
import { addPronouns, copyOfPrisma, laterMigration } from '../support/prisma-copy.ts';
import {
  column,
  execute,
  migratedTemplate,
  scratchDatabase,
  seededDatabase,
  unmarkedDatabase,
} from '../support/scratch.ts';

const SECRET_ENCRYPTION_KEY = randomBytes(32).toString('base64');
const NOT_MARKED = /^The database "\w+" at [^ ]+ is not marked as development, and [^\n]* add --adopt\.\n$/;

const production = () => unmarkedDatabase(migratedTemplate());

const people = (url: string) => column(url, 'SELECT email FROM users');
const seed = (url: string, args: string[], environment: Record<string, string> = {}) =>
  runCommand(['seed', ...args], { DATABASE_URL: url, SECRET_ENCRYPTION_KEY, ...environment });

test('known passwords stay out of a database that is not marked, whatever the shell says of the environment', async () => {
  const url = await production();
  for (const environment of [{}, { ENVIRONMENT: 'development', NODE_ENV: 'development' }]) {
    for (const args of [['--development'], ['--people', '3'], ['--people', '3', '--organisation', 'acme']]) {
      const { code, error } = await seed(url, args, environment);
      expect({ args, code, error }).toEqual({ args, code: 1, error: expect.stringMatching(NOT_MARKED) });
    }
  }
  expect(await people(url)).toEqual([]);
  expect(await column(url, 'SELECT slug FROM permissions')).toEqual([]);
  expect(await seed(url, [])).toMatchObject({ code: 0 });
});

test('--adopt marks it once; in production not even that helps', async () => {
  const url = await production();
  const inProduction = await seed(url, ['--development', '--adopt'], { ENVIRONMENT: 'production' });
  expect(inProduction).toMatchObject({ code: 1, error: expect.stringContaining('has a known password') });
  expect(await withClient(url, isMarked)).toBe(false);
  expect(await seed(url, ['--development', '--adopt'])).toMatchObject({ code: 0 });
  expect(await seed(url, ['--development'])).toMatchObject({ code: 0 });
  expect(await people(url)).toEqual(['owner@demo.example']);
});

test('the mark keeps what the comment said, and a copy does not have it', async () => {
  const url = await unmarkedDatabase();
  const [name] = await column(url, 'SELECT current_database()::text');
  await execute(url, `COMMENT ON DATABASE ${name} IS 'Ask Grace'`);
  for (let round = 0; round < 2; round++) await withClient(url, markDevelopment);
  const comment = `SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()`;
  expect(await column(url, comment)).toEqual(['Ask Grace [cerberus: development]']);
  expect(await withClient(await unmarkedDatabase(name), isMarked)).toBe(false);
});

test('dev writes and applies nothing where the database is not marked; a draft touches no data', async () => {
  const url = await production();
  const prisma = await copyOfPrisma();
  const before = await prisma.migrations();
  await prisma.edit('user.prisma', addPronouns);
  expect(await prisma.run(url, ['dev', '--name', 'add_pronouns'])).toMatchObject({
    code: 1,
    error: expect.stringMatching(NOT_MARKED),
  });
  expect(await prisma.migrations()).toEqual(before);
  expect(await prisma.run(url, ['dev', '--name', 'add_pronouns', '--draft'])).toMatchObject({ code: 0 });
  expect(await prisma.run(url, ['dev', '--name', 'add_titles', '--draft'])).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^A draft is compared .* these are not: \d+_add_pronouns\. Apply them first/),
  });
  const columns = `SELECT column_name FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'pronouns'`;
  expect(await column(url, columns)).toEqual([]);
});

test.each([
  ['drops a column, though it is empty', (schema: string) => schema.replace(/^ {2}phone .*\n/m, '')],
  ['renames one', (schema: string) => schema.replace(/^ {2}phone .*$/m, '  telephone String?')],
])('dev that %s refuses without a terminal and changes nothing; a flag allows it', async (_what, edit) => {
  const url = await seededDatabase();
  const prisma = await copyOfPrisma();
  const before = await prisma.migrations();
  await prisma.edit('user.prisma', edit);
  const dev = (...args: string[]) => prisma.run(url, ['dev', '--name', 'without_phone', ...args]);
  const { code, error, output } = await dev();
  expect({ code, output, error }).toEqual({
    code: 1,
    output: '',
    error: expect.stringContaining('DROP COLUMN "phone"'),
  });
  expect(error).toMatch(/RENAME keeps[^\n]*--accept-data-loss\.\n$/);
  const phone = `SELECT column_name FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'phone'`;
  expect([await column(url, phone), await prisma.migrations()]).toEqual([['phone'], before]);
  expect(await dev('--accept-data-loss')).toMatchObject({ code: 0 });
  expect(await column(url, phone)).toEqual([]);
});

test('dev that would apply what somebody else drops refuses too; an empty database has nothing to lose', async () => {
  const prisma = await copyOfPrisma();
  await prisma.write(laterMigration('drop_phone'), 'ALTER TABLE users DROP COLUMN phone;');
  await prisma.edit('user.prisma', (schema) => addPronouns(schema).replace(/^ {2}phone .*\n/m, ''));
  const dev = (url: string) => prisma.run(url, ['dev', '--name', 'add_pronouns']);
  expect(await dev(await seededDatabase())).toMatchObject({
    code: 1,
    error: expect.stringContaining('DROP COLUMN phone'),
  });
  expect(await dev(await scratchDatabase())).toMatchObject({ code: 0 });
});

test.each([
  ['ALTER TABLE "a" ADD COLUMN "b" text; CREATE INDEX c ON a (b)', []],
  ['-- DROP TABLE a\n/* RENAME */ SELECT 1', []],
  ['DROP INDEX a; DROP POLICY p ON a', []],
  [
    'ALTER TABLE a\n  DROP COLUMN b,\n  DROP COLUMN c;\nDROP TABLE d',
    ['ALTER TABLE a DROP COLUMN b, DROP COLUMN c', 'DROP TABLE d'],
  ],
  ['ALTER TABLE a RENAME COLUMN b TO c', ['ALTER TABLE a RENAME COLUMN b TO c']],
  ['drop  type a', ['drop type a']],
  [
    'ALTER TABLE "a" ALTER COLUMN "b" SET DATA TYPE VARCHAR(5)',
    ['ALTER TABLE "a" ALTER COLUMN "b" SET DATA TYPE VARCHAR(5)'],
  ],
  ['ALTER TABLE a ALTER b TYPE timestamptz(0)', ['ALTER TABLE a ALTER b TYPE timestamptz(0)']],
  ['ALTER TABLE a ADD COLUMN type text; ALTER TABLE a ALTER COLUMN type SET NOT NULL', []],
  [`ALTER TYPE "kind" ADD VALUE 'x'`, []],
  ['TRUNCATE a', ['TRUNCATE a']],
])('what %j takes away', (script, losses) => {
  expect(findLosses(script)).toEqual(losses);
});
