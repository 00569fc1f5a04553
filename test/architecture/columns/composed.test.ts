/** Statements of fragments: which texts they can have. */
import { expect, test } from 'vitest';
import { readStatements } from './statements.ts';
import { virtualProgram } from './virtual-program.ts';

function textsOf(code: string, others: Record<string, string> = {}): string[] {
  const program = virtualProgram(code, others);
  try {
    const statements = readStatements(program);
    return statements.flatMap(({ texts, unknown }) => [...texts, ...unknown.map((name) => `unknown ${name}`)]);
  } finally {
    program.close();
  }
}

const hole = (expression: string) => `\${${expression}}`;
const select = (columns: string) => `sql\`SELECT ${hole(columns)}\``;

test.each([
  ['values by number', `declare const a: string;\nsql\`SELECT ${hole('a')}, ${hole('1')}\`;`, ['SELECT $1, $2']],
  ['a constant', `const A = sql\`a\`;\n${select('A')};`, ['SELECT a']],
  ['a constant that stands below', `const f = () => ${select('A')};\nconst A = sql\`a\`;`, ['SELECT a']],
  [
    'a function with its values',
    `const f = (a: number) => sql\`f(${hole('a')})\`;\n${select('f(1)')};`,
    ['SELECT f($1)'],
  ],
  [
    'what a function is given',
    `const f = (a: Sql) => sql\`f(${hole('a')})\`;\n${select('f(sql`b`)')};`,
    ['SELECT f(b)'],
  ],
  ['a default', `function f(a = sql\`b\`) { return a; }\n${select('f()')};`, ['SELECT b']],
  [
    'each caller',
    `function f(a: Sql) { return ${select('a')}; }\nf(sql\`b\`);\nf(sql\`c\`);`,
    ['SELECT b', 'SELECT c'],
  ],
  [
    'properties that are taken apart',
    `function f({ a, b = sql\`y\` }: { a: Sql; b?: Sql }) { return sql\`SELECT ${hole('a')}, ${hole('b')}\`; }\nf({ a: sql\`x\` });`,
    ['SELECT x, y'],
  ],
  ['properties of what is spread', `const o = { a: sql\`x\` };\nconst p = { ...o };\n${select('p.a')};`, ['SELECT x']],
  ['properties by their names alone', `const a = sql\`x\`;\nconst o = { a };\n${select('o.a')};`, ['SELECT x']],
  ['both ways', `declare const a: boolean;\n${select('a ? sql`x` : sql`y`')};`, ['SELECT x', 'SELECT y']],
  ['what is there or not', `const f = (a?: Sql) => a ? a : sql\`none\`;\n${select('f()')};`, ['SELECT none']],
  ['what stands in for it', `const f = (a?: Sql) => a ?? sql\`none\`;\n${select('f()')};`, ['SELECT none']],
  [
    'each return',
    `function f(a: 1 | 2) { if (a === 1) return sql\`x\`; return sql\`y\`; }\n${select('f(1)')};`,
    ['SELECT x', 'SELECT y'],
  ],
  [
    'each entry of a table',
    `const T = { a: sql\`x\`, b: sql\`y\` };\ndeclare const k: 'a' | 'b';\n${select('T[k]')};`,
    ['SELECT x', 'SELECT y'],
  ],
  ['each of a list', `[sql\`x\`, sql\`y\`].map((a) => ${select('a')});`, ['SELECT x', 'SELECT y']],
  [
    'each branch of each caller',
    `declare const b: boolean;\nfunction f(a: Sql) { return ${select('a')}; }\nf(b ? sql\`w\` : sql\`x\`);\nf(b ? sql\`y\` : sql\`z\`);`,
    ['SELECT w', 'SELECT x', 'SELECT y', 'SELECT z'],
  ],
  ['each turn of a loop', `for (const a of [sql\`x\`, sql\`y\`]) { ${select('a')}; }`, ['SELECT x', 'SELECT y']],
  ['parts with commas', select('list([sql`x`, ...[sql`y`]])'), ['SELECT x, y']],
  [
    'parts of a table',
    `const T = { a: sql\`x\`, b: sql\`y\` };\n${select(`list(Object.values(T).map((a) => sql\`${hole('a')} + 1\`))`)};`,
    ['SELECT x + 1, y + 1'],
  ],
  [
    'parts that are put together',
    select(`[sql\`x\`, sql\`y\`].reduce((all, next) => sql\`${hole('all')} AND ${hole('next')}\`)`),
    ['SELECT x AND y'],
  ],
  ['what is assigned later', `function f() { let a: Sql; a = sql\`x\`; return ${select('a')}; }`, ['SELECT x']],
  [
    'what calls itself',
    `function f(a: Sql): Sql { return f(sql\`x\`); }\n${select('f(sql`y`)')};`,
    ['SELECT ', 'unknown f(sql`y`)'],
  ],
  ['what nobody knows', `declare const a: Sql;\n${select('a')};`, ['SELECT ', 'unknown a']],
  ['what may be a value is one', `declare const a: Sql | string;\n${select('a')};`, ['SELECT $1']],
])('%s', (_, code, expected) => {
  expect(textsOf(code)).toEqual(expected);
});

test('a constant of another file', () => {
  const others = { 'b.ts': `import { sql } from './statement.ts';\nexport const A = sql\`b\`;` };
  expect(textsOf(`import { A } from './b.ts';\n${select('A')};`, others)).toEqual(['SELECT b']);
});
