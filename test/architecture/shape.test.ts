import { expect, test } from 'vitest';
import { barrelViolations, extensionViolations, leftoverViolations, nameViolations, sizeViolations } from './shape.ts';
import { readSources, type Source, virtualSources } from './sources.ts';

const shipped = readSources('src', 'migrations-runner');
const tests = readSources('test');

test('no file above 400 lines, no function above 50', () => {
  expect(shipped.flatMap(sizeViolations)).toEqual([]);
});

test.each([
  ['a name that says what is in the file', nameViolations],
  ['no barrels', barrelViolations],
  ['every relative import has its extension', extensionViolations],
  ['nothing left over, nothing skipped', leftoverViolations],
])('%s', (_name, violations) => {
  expect([...shipped, ...tests].flatMap(violations)).toEqual([]);
});

const long = (lines: number) => 'call();\n'.repeat(lines);
const LEFT = 'TO' + 'DO';

/** Violations: the rule, a file that breaks it, and the message about it. */
const BROKEN: readonly [(source: Source) => string[], path: string, text: string, message: string][] = [
  [sizeViolations, 'src/a.ts', long(401), 'src/a.ts has 401 lines'],
  [sizeViolations, 'src/a.ts', `function tall() {\n${long(49)}}`, 'src/a.ts:1 tall has 51 lines'],
  [sizeViolations, 'src/a.ts', `const tall = () => {\n${long(49)}};`, 'src/a.ts:1 tall has 51 lines'],
  [sizeViolations, 'src/a.tsx', `export const Page = () => (\n<p>\n${'<b/>\n'.repeat(48)}</p>);`, 'Page has 51 lines'],
  [sizeViolations, 'src/a.ts', `class A {\n  #tall() {\n${long(49)}  }\n}`, 'src/a.ts:2 #tall has 51 lines'],
  [nameViolations, 'src/lib/string-utils.ts', '', 'says nothing'],
  [nameViolations, 'src/helpers/dates.ts', '', 'says nothing'],
  [barrelViolations, 'src/a.ts', "export * from './b.ts';", 'src/a.ts:1 hands on'],
  [barrelViolations, 'src/index.ts', "import { b } from './b.ts';\nexport { b };", 'src/index.ts defines nothing'],
  [extensionViolations, 'src/a.ts', "import { b } from './b';", 'without its extension'],
  [leftoverViolations, 'src/a.ts', `const a = 1; // ${LEFT}: more`, 'src/a.ts:1'],
  [leftoverViolations, 'test/a.test.ts', ['test', 'skip("a", () => {});'].join('.'), 'test/a.test.ts:1'],
  [leftoverViolations, 'test/a.test.ts', ['describe', 'only("a", () => {});'].join('.'), 'test/a.test.ts:1'],
];

test.each(BROKEN)('%o finds %s', (violations, path, text, message) => {
  const found = virtualSources({ [path]: text }).flatMap(violations);
  expect(found.join()).toContain(message);
  expect(found).toHaveLength(1);
});
