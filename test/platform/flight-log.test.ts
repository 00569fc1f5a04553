/** The log line of a slow flight names the tables, and is short. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { logFlight } from '../../src/platform/database/flight-log.ts';
import { createLog, type LogLevel } from '../../src/platform/log/log.ts';

function linesOf(texts: string[], level: LogLevel = 'info', duration = 900): string[] {
  const lines: string[] = [];
  for (const name of ['warn', 'debug'] as const) {
    vi.spyOn(console, name).mockImplementation((line) => void lines.push(String(line)));
  }
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  logFlight(createLog(level, { requestId: crypto.randomUUID() }, undefined), { texts, duration }, 500);
  return lines;
}

const inTransaction = (...texts: string[]) => ['BEGIN; SET LOCAL statement_timeout = 1', ...texts, 'COMMIT'];

it.each([
  ['SELECT u.id, u.name FROM users u JOIN sessions s ON true WHERE u.id = $1', 'SELECT users'],
  ['SELECT "t0"."id" FROM "public"."roles" AS "t0" WHERE "t0"."id" = $1', 'SELECT roles'],
  ['SELECT FROM refresh_tokens WHERE family_id = $1 ORDER BY id LIMIT 1 FOR UPDATE', 'SELECT refresh_tokens'],
  ['INSERT INTO "public"."roles" ("id") VALUES ($1) RETURNING "id"', 'INSERT roles'],
  ['INSERT INTO t AS x (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = $1', 'INSERT t'],
  [
    'WITH used AS (UPDATE codes SET used_at = $1 RETURNING id) INSERT INTO tokens (id) SELECT id FROM used',
    'UPDATE codes + INSERT tokens',
  ],
  ['SELECT set_config($1, $2, true)', 'SELECT set_config($1'],
])('%s is logged as %s', (text, summary) => {
  expect(JSON.parse(linesOf(inTransaction(text))[0] ?? '').statements).toBe(summary);
});

it('stays below 500 bytes, however much is sent', () => {
  const wide = `SELECT ${'u.some_column, '.repeat(400)} 1 FROM ${'a_table_with_a_name_of_some_length'} u`;
  const [line = ''] = linesOf(inTransaction(...Array<string>(40).fill(wide)));
  expect(line.length).toBeLessThan(500);
  expect(JSON.parse(line)).toMatchObject({ duration: 900, statements: expect.stringContaining('(40 statements)') });
});

it('whole texts and fast flights are logged at debug only', () => {
  expect(linesOf(inTransaction('SELECT  1'), 'info', 10)).toEqual([]);
  const [, line = ''] = linesOf(inTransaction('SELECT  1'), 'debug');
  expect(JSON.parse(line).statements).toContain('SELECT 1');
});
