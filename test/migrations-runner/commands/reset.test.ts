import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirm } from '../../../migrations-runner/command-line/confirm.ts';
import { runCommand } from '../support/command-line.ts';
import { column, seededDatabase, unmarkedDatabase } from '../support/scratch.ts';

const SECRET_ENCRYPTION_KEY = randomBytes(32).toString('base64');

async function databaseWithAMark(make = seededDatabase): Promise<string> {
  const url = await make();
  await column(url, 'CREATE TABLE mark (id int)');
  return url;
}

const mark = (url: string) => column(url, `SELECT to_regclass('mark')::text`);

test.each([
  ['nobody said which environment this is', {}, 'set ENVIRONMENT=development'],
  ['it is production', { ENVIRONMENT: 'production' }, 'set ENVIRONMENT=development'],
  ['only one of two says development', { ENVIRONMENT: 'development', NODE_ENV: 'production' }, 'set ENVIRONMENT'],
  ['it is development, but nobody can be asked', { ENVIRONMENT: 'development' }, 'There is no terminal to ask'],
])('changes nothing when %s', async (_case, environment, words) => {
  const url = await databaseWithAMark(unmarkedDatabase);
  const { code, error } = await runCommand(['reset'], { DATABASE_URL: url, ...environment });
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(words) });
  expect(await mark(url)).toEqual(['mark']);
});

test.each([
  ['asks where the database is marked as development', {}, 'There is no terminal to ask'],
  ['refuses even there when this is production', { ENVIRONMENT: 'production' }, 'set ENVIRONMENT=development'],
])('%s', async (_case, environment, words) => {
  const url = await databaseWithAMark();
  const { code, error } = await runCommand(['reset'], { DATABASE_URL: url, ...environment });
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(words) });
  expect(await mark(url)).toEqual(['mark']);
});

test('with --force the demo organisation comes only into a database marked as development', async () => {
  const url = await databaseWithAMark(unmarkedDatabase);
  const environment = { DATABASE_URL: url, SECRET_ENCRYPTION_KEY, ENVIRONMENT: 'development' };
  expect(await runCommand(['reset', '--force', '--seed'], environment)).toMatchObject({ code: 0, error: '' });
  expect(await column(url, 'SELECT slug FROM organisations')).toEqual([]);
});

test('with --force it rebuilds and seeds, and production gets no demo organisation', async () => {
  const url = await databaseWithAMark();
  const environment = { DATABASE_URL: url, SECRET_ENCRYPTION_KEY };
  expect(await runCommand(['reset', '--force', '--seed'], environment)).toMatchObject({ code: 0, error: '' });
  expect(await mark(url)).toEqual([null]);
  expect(await column(url, 'SELECT slug FROM organisations')).toEqual(['demo']);
  expect(await column(url, `SELECT relrowsecurity FROM pg_class WHERE relname = 'users'`)).toEqual([true]);
  await runCommand(['reset', '--force', '--seed'], { ...environment, ENVIRONMENT: 'production' });
  expect(await column(url, 'SELECT slug FROM organisations')).toEqual([]);
  expect(await column(url, `SELECT alg FROM jwks WHERE stage = 'signing'`)).toHaveLength(4);
});

test('looks for the encryption key before it drops anything', async () => {
  const url = await databaseWithAMark();
  const { code, error } = await runCommand(['reset', '--force', '--seed'], { DATABASE_URL: url });
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('SECRET_ENCRYPTION_KEY is not set') });
  expect(await mark(url)).toEqual(['mark']);
});

test.each([
  ['cerberus', undefined],
  ['yes', 'Nothing was changed.'],
  ['', 'Nothing was changed.'],
])('a terminal that answers "%s"', async (answer, refusal) => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  const asked = confirm('Everything will be deleted.', 'cerberus', { input, output });
  input.write(`${answer}\n`);
  if (refusal === undefined) await asked;
  else await expect(asked).rejects.toThrow(refusal);
  expect(String(output.read())).toContain('Everything will be deleted. Type "cerberus"');
});
