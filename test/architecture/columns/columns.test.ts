/** Every SQL statement can be prepared, and returns the columns of its row type. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { sourcePaths } from '../sources.ts';
import { checkStatements } from './check.ts';
import { describer } from './described.ts';
import { Program } from './program.ts';
import { virtualProgram } from './virtual-program.ts';

/** Statements that are not checked here, and the test that does it instead. The list must not grow. */
const UNCHECKED: readonly [place: string, because: string][] = [
  ['src/domain/jobs/backlog.ts countBacklog', 'counts what is due in any table; the tests of recorded runs run all'],
  ['src/domain/outbox/delivery.ts claim', 'serves every outbox; the tests of e-mails and logouts run it'],
];

/** Columns that are nullable in the table, but not null in these rows. */
const NEVER_NULL: readonly [place: string, because: string][] = [
  ['src/domain/operators/keys.ts revokeOperatorKey: revokedAt', 'the statement sets it'],
];

async function onDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const { TEST_DATABASE_URL = '' } = process.env;
  return withClient(TEST_DATABASE_URL, work);
}

test('every statement returns the columns of its row type', async () => {
  const paths = sourcePaths('src', 'migrations-runner');
  const program = new Program(ROOT, paths, { cwd: ROOT });
  const { violations, unchecked, nulls, typed } = await onDatabase(async (client) =>
    checkStatements(program, await describer(client)),
  ).finally(() => program.close());
  expect(violations).toEqual([]);
  expect(unchecked.map(({ place }) => place).sort()).toEqual(UNCHECKED.map(([place]) => place));
  expect(nulls.sort()).toEqual(NEVER_NULL.map(([place]) => place));
  // Compared with another count, so that no statement is overlooked.
  const texts = paths.map((path) => readFileSync(join(ROOT, path), 'utf8'));
  const written = texts.flatMap((text) => text.match(/(?<!`)\bsql<(?!Row = )/g) ?? []);
  expect(typed).toBe(written.length);
});

/** A table of its own. */
const PEOPLE = `
  CREATE TYPE pg_temp.mood AS ENUM ('glad', 'sad');
  CREATE TEMP TABLE people (id uuid NOT NULL, name text NOT NULL, age int NOT NULL, born timestamptz,
    mood pg_temp.mood NOT NULL, tags text[] NOT NULL, extra jsonb, seen bigint NOT NULL, moods pg_temp.mood[] NOT NULL)`;

async function check(code: string, change = 'SELECT'): Promise<string[]> {
  const program = virtualProgram(code);
  return onDatabase(async (client) => {
    await client.query(`${PEOPLE}; ${change}`);
    const { violations, unchecked, nulls } = await checkStatements(program, await describer(client));
    const reasons = unchecked.map(({ place, because }) => `${place} ${because}`);
    return [...violations, ...reasons, ...nulls.map((column) => `${column} may be null`)];
  }).finally(() => program.close());
}

const typed = (row: string, columns: string) => `const a = sql<${row}>\`SELECT ${columns} FROM people\`;`;
const hole = (expression: string) => `\${${expression}}`;

test.each([
  ['each type', typed('{ id: string; age: number; born: Date | null; tags: string[] }', 'id, age, born, tags')],
  ['whole numbers of 64 bits are texts', typed('{ seen: string }', 'seen')],
  ['an enum', typed(`{ mood: 'glad' | 'sad' }`, 'mood')],
  ['an enum as a text', typed('{ mood: string }', 'mood')],
  ['JSON is what it is said to be', typed('{ extra: { a: number } | null }', 'extra')],
  ['a property that may be missing', typed('{ id: string; name?: string }', 'id')],
  ['a type with a name', `interface Person { id: string }\n${typed('Person', 'id')}`],
  [
    'a value',
    typed('{ id: string }', `id, ${hole('1')}::text AS name`).replace('id: string', 'id: string; name: string'),
  ],
  ['no statement', 'const a = sql`name`;'],
  ['nothing to ask', 'const a = sql<{ id: string }>`SELECT WHERE FALSE`;'],
])('fine: %s', async (_, code) => {
  expect(await check(code)).toEqual([]);
});

test.each([
  ['no such column', typed('{ id: string; nick: string }', 'id'), 'nick: string is no column'],
  ['a column too many', typed('{ id: string }', 'id, age'), 'the column age (int4) is not in the type'],
  ['another type', typed('{ age: string }', 'age'), 'age: string is int4 in the database, which is read as number'],
  ['a date in JSON', typed('{ extra: Date | null }', 'extra'), 'extra: Date | null is jsonb in the database'],
  ['a column that may be null', typed('{ born: Date }', 'born'), 'a.ts a: born may be null'],
  ['a number of 64 bits', typed('{ seen: number }', 'seen'), 'seen: number is int8 in the database'],
  ['a list of an enum, which is read as one text', typed('{ moods: string[] }', 'moods'), 'is read as string'],
  ['a label too few', typed(`{ mood: 'glad' }`, 'mood'), 'mood: "glad" and mood differ in sad'],
  ['a statement without a type', 'const a = sql`UPDATE people SET nick = 1`;', 'column "nick" of relation'],
  ['a type that is a parameter', `function f<Row>() { return ${typed('Row', 'id').slice(10)} }`, 'is a parameter'],
  [
    'a part that is not known',
    `declare const part: Sql;\n${typed('{ id: string }', `id, ${hole('part')}`)}`,
    'its part part is known only when it runs',
  ],
])('found: %s', async (_, code, message) => {
  const found = await check(code);
  expect(found.join()).toContain(message);
  expect(found).toHaveLength(1);
});

test('a column that is renamed, with the place of the statement', async () => {
  const code = typed('{ id: string; name: string }', 'id, name');
  expect(await check(code)).toEqual([]);
  expect(await check(code, 'ALTER TABLE people RENAME name TO called')).toEqual([
    'a.ts:2 column "name" does not exist',
  ]);
});
