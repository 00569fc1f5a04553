/// <reference types="vite/types/importMeta.d.ts" />
/** The described tables are those of the schema, and the guide is written from them. */
import { expect, it } from 'vitest';
import { readTables } from '../isolation/catalogue.ts';
import { columnsOf, isPersonal } from './entry.ts';
import { renderGuide } from './guide.ts';
import { TABLES } from './tables.ts';

const [guide = ''] = Object.values(
  import.meta.glob<string>('../../docs/privacy.md', { query: '?raw', import: 'default', eager: true }),
);

it('every table and every column is described, once', async () => {
  const schema = [...(await readTables()).values()].map(({ name, columns }) => [
    name,
    columns.map((column) => column.name).sort(),
  ]);
  const described = Object.entries(TABLES).map(([name, entry]) => [name, columnsOf(entry).sort()]);
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(schema));
});

it('what is not exported, and what an erasure leaves, has a reason', () => {
  for (const [name, entry] of Object.entries(TABLES)) {
    if (!isPersonal(entry)) continue;
    if (entry.export === null) expect(entry.unshown, name).toMatch(/ /);
    if (entry.erasure === 'kept') expect(entry.stays, name).toMatch(/ /);
  }
});

it('docs/privacy.md is written from the tables: npm run privacy', () => {
  expect(guide).toBe(renderGuide());
});
