/** Sessions are deleted only where their clients are notified (docs/decisions/0010-logout.md). */
import { expect, test } from 'vitest';
import { readSources, type Source, virtualSources } from './sources.ts';

/** The table deleted from, named for a statement that deletes, or deleted from by Prisma. */
const ENDING = /\bDELETE\s+FROM\s+(ONLY\s+)?"?sessions\b|sql`sessions`|\bsession\.delete(Many)?\b/i;

const ALLOWED: readonly [path: string, because: string][] = [
  ['src/domain/sessions/logout.ts', 'what every act uses'],
  ['src/domain/sweeps/expired-rows.ts', 'the sweep: what only grows old is told to nobody'],
];

const endings = (sources: readonly Source[]) =>
  sources.filter(({ lines }) => ENDING.test(lines.join(' '))).map(({ path }) => path);

test('sessions are deleted in one place by whatever ends them, and in one by time', () => {
  const paths = ALLOWED.map(([path]) => path);
  expect(endings(readSources('src')).toSorted()).toEqual(paths.toSorted());
});

test.each([
  'sql`DELETE FROM sessions WHERE id = 1`',
  'sql`WITH ended AS (delete\n  from sessions)`',
  'sql`DELETE FROM ONLY "sessions"`',
  '[sql`sessions`]',
  'prisma.session.deleteMany({})',
])('finds %s', (text) => {
  expect(endings(virtualSources({ 'src/a.ts': `const a = ${text};` }))).toEqual(['src/a.ts']);
});

test.each(['sql`DELETE FROM session_clients`', 'sql`SELECT FROM sessions`', 'session.deletedAt'])(
  'lets %s be',
  (text) => {
    expect(endings(virtualSources({ 'src/a.ts': `const a = ${text};` }))).toEqual([]);
  },
);
