/** Files, tests and decisions that the documents name must exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const PLACE = /(?<![\w./-])(?:src|test|docs|migrations-runner|prisma)\/[\w./-]*\w\.(?:tsx?|md|mjs|prisma)\b/g;
const DECISION = /(?<![\w./-])docs\/decisions\/(\d{4})\b/g;
const LINK = /\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g;

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
const decisions = readdirSync(join(ROOT, 'docs/decisions'));

describe.each(DOCUMENTS)('%s', (name) => {
  const text = read(name);

  test('names files that exist', () => {
    const places = [...text.matchAll(PLACE)].map(([place]) => place);
    expect(places.filter((place) => !existsSync(join(ROOT, place)))).toEqual([]);
  });

  test('names scripts that exist', () => {
    const names = [...text.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g)].map(([, script]) => script ?? '');
    expect(names.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('names decisions that were written', () => {
    const numbers = [...text.matchAll(DECISION)].map(([, number]) => number ?? '');
    expect(numbers.filter((number) => !decisions.some((file) => file.startsWith(number)))).toEqual([]);
  });

  test('links to what is there', () => {
    const folder = join(ROOT, name, '..');
    const links = [...text.matchAll(LINK)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });
});

test('every threat of docs/security.md has a test', () => {
  const rows = read('docs/security.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| threat'));
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((row) => !row.includes('.test.ts'))).toEqual([]);
});
