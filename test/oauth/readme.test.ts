/// <reference types="vite/types/importMeta.d.ts" />
import { expect, it } from 'vitest';
import README from './README.md?raw';

const SOURCES = Object.entries(
  import.meta.glob<string>('./**/*.test.ts', { query: '?raw', import: 'default', eager: true }),
);

/** `file: "test", "another"; file: "test"` of a row's last column. */
const REFERENCES = README.split('\n')
  .filter((line) => /^\| (?!Requirement|-)/.test(line))
  .map((row) => row.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '')
  .flatMap((column) => column.split('; '))
  .flatMap((reference) => {
    const [file = '', tests = ''] = reference.split(': "');
    return `"${tests}`.split(/", "/).map((test) => [file, test.replace(/^"|"$/g, '')] as const);
  });

it.each(REFERENCES)('%s says: %s', (file, test) => {
  expect(test).not.toBe('');
  const matching = SOURCES.filter(([path]) => path.endsWith(`/${file}.test.ts`)).map(([, source]) => source);
  expect(matching).toEqual([expect.stringContaining(test)]);
});
