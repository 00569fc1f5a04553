import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import fc, { runsOf } from '../support/property.ts';

const HOME = 'test/support/property.ts';

/** A property with a seed of its own, or with runs that `npm run fuzz` cannot raise. */
function chanceViolations(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    if (/(from|import\() ?'fast-check'/.test(line)) return [`${path}:${index + 1} imports fast-check, not ${HOME}`];
    return /\bnumRuns: \d/.test(line) ? [`${path}:${index + 1} names a number of runs without runsOf()`] : [];
  });
}

test('properties draw from the seed of the run, as often as the run asks for', () => {
  const names = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => /\.tsx?$/.test(name)).map((name) => `test/${name}`);
  const found = paths.flatMap((path) => chanceViolations(path, readFileSync(join(ROOT, path), 'utf8')));
  expect(found).toEqual([expect.stringContaining(`${HOME}:`)]);
});

test.each([
  ["import fc from 'fast-chec\u006b';", 'imports fast-check'],
  ["const fc = await import('fast-chec\u006b');", 'imports fast-check'],
  ['const options = { numRuns\u003a 5 };', 'names a number of runs'],
])('%s is refused', (text, message) => {
  expect(chanceViolations('test/a.test.ts', text).join()).toContain(message);
});

test('two runs use the same values', () => {
  const met = () => {
    const values: string[] = [];
    fc.assert(
      fc.property(fc.string(), (value) => {
        values.push(value);
      }),
    );
    return values;
  };
  expect(met()).toEqual(met());
  expect(met()).toHaveLength(runsOf(100));
});
