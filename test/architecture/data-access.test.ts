/** The count of operations and statements that `npm run check` prints. */
import { expect, test } from 'vitest';
import { type DataAccess, readDataAccess, shareViolations } from './data-access.ts';

const MODELS = new Set(['user', 'session']);
const read = (text: string, others: Record<string, string> = {}) =>
  readDataAccess({ 'src/a.ts': text, ...others }, MODELS);
const hole = (expression: string) => `\${${expression}}`;

test.each([
  ['of a tenant', 'await tenant.db.prisma.user.findMany({});', 1],
  ['of a transaction', 'await prisma.session.updateMany({});', 1],
  ['two in one flight', 'flight(prisma.user.count(), prisma.user.create({}));', 2],
  ['a map, which is no model', 'await things.map.delete(1);', 0],
  ['a method of its own', 'prisma.user.forget();', 0],
])('operations: %s', (_, text, count) => {
  expect(read(text).operations).toHaveLength(count);
});

test.each([
  ['sent', 'db.flight(sql`SELECT 1`);', 1],
  ['required', 'db.flight(required(sql`SELECT 1`, notFound));', 1],
  ['typed', 'db.flight(sql<{ id: string }>`SELECT 1`);', 1],
  ['two at once', 'db.flight(sql`SELECT 1`, sql`DELETE FROM a`);', 2],
  ['handed out', 'export function a(): Statement { return sql`SELECT 1`; }', 1],
  ['handed out without a type', 'export function a() { return sql`SELECT 1`; }', 1],
  ['held in a constant', 'const a = sql`SELECT 1`;\ndb.flight(a);', 1],
  ['held in a function', 'function f() { const a = sql`SELECT 1`; return db.flight(b, a); }', 1],
  ['made for each', 'db.flight(...as.map((a) => sql`DELETE FROM a`));', 1],
  ['chosen', 'db.flight(a ? sql`SELECT 1` : sql`SELECT 2`);', 2],
  ['a part by its declared type', 'export function a(): Sql { return sql`SELECT 1`; }', 0],
  ['a condition', 'export const A = sql`a IS NULL`;', 0],
  ['a part of another', `db.flight(sql\`SELECT ${hole('sql`SELECT 1`')}\`);`, 1],
  ['a part by its name', `const a = sql\`SELECT 1\`;\ndb.flight(sql\`INSERT INTO b ${hole('a')}\`);`, 1],
  ['a part that is called', `function a() { return sql\`SELECT 1\`; }\nconst b = sql\`x ${hole('a(1)')}\`;`, 0],
  ['a part that is handed on', 'db.flight(counting(sql`SELECT FROM a`));', 0],
  ['a default', 'function a(only = sql`SELECT 1`) {}', 0],
])('statements: %s', (_, text, count) => {
  expect(read(text).statements).toHaveLength(count);
});

test('a property is a part where another file puts it into a template', () => {
  const text = 'start({ onlyIf: sql`SELECT 1` });';
  expect(read(text).statements).toHaveLength(1);
  expect(read(text, { 'src/b.ts': `const b = sql\`INSERT ${hole('input.onlyIf')}\`;` }).statements).toHaveLength(0);
});

const REASON = 'SQL: one statement decides the race';

test.each([
  ['above the statement', `function f() {\n  g();\n  // ${REASON}\n  return db.flight(sql\`SELECT 1\`);\n}`, true],
  [
    'above the function',
    `g();\n/** A count. ${REASON}. */\nfunction f() {\n  return db.flight(sql\`SELECT 1\`);\n}`,
    true,
  ],
  ['at the head of the file', `/** Counts. ${REASON}. */\nimport a from 'a';\nf();\ndb.flight(sql\`SELECT 1\`);`, true],
  ['none', 'db.flight(sql`SELECT 1`);', false],
  ['a word is none', '// SQL: race\ndb.flight(sql`SELECT 1`);', false],
  ['another statement’s', `f();\n// ${REASON}\ndb.flight(sql\`SELECT 1\`);\ndb.flight(sql\`SELECT 2\`);`, false],
])('reasons: %s', (_, text, expected) => {
  expect(read(text).statements.at(-1)?.hasReason).toBe(expected);
});

test('the share falls, a statement says nothing, a file has paid', () => {
  const access: DataAccess = {
    operations: [{ path: 'src/a.ts', line: 1 }],
    statements: [
      { path: 'src/a.ts', line: 2, hasReason: true },
      { path: 'src/b.ts', line: 3, hasReason: false },
    ],
  };
  const found = (shareMin: number, ...withoutReasons: string[]) =>
    shareViolations(access, { shareMin, withoutReasons });
  expect(found(1 / 3, 'src/b.ts')).toEqual([]);
  expect(found(0.34, 'src/b.ts')).toEqual(['Prisma has 0.333 of the accesses, less than 0.34']);
  expect(found(0).join()).toContain('src/b.ts:3 is SQL without its reason');
  expect(found(0, 'src/a.ts', 'src/b.ts').join()).toContain('src/a.ts has reasons for all of its SQL');
});
