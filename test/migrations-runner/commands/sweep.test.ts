/** `npm run db -- sweep`. test/jobs/sweeps.test.ts: what each sweep removes. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { deleteBatch, SWEEPS, type Sweep } from '../../../src/domain/sweeps/expired-rows.ts';
import { fill } from '../../bench/sweeps/fill.ts';
import { runCommand } from '../support/command-line.ts';
import {
  column,
  execute,
  scratchDatabase,
  seededDatabase,
  seededDatabaseOfFile,
  workerUrl,
} from '../support/scratch.ts';

let url: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ url, drop } = await seededDatabaseOfFile());
});

afterAll(() => drop());

const sweep = (args: string[] = [], database = url) => runCommand(['sweep', ...args], { DATABASE_URL: database });

const expire = (count: number) =>
  execute(
    url,
    `INSERT INTO sign_in_throttles (key, expires_at) SELECT gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, ${count});
     INSERT INTO sign_in_throttles (key, expires_at) VALUES (gen_random_uuid(), now() + interval '1 hour')`,
  );

const left = async () => (await column(url, 'SELECT count(*)::int FROM sign_in_throttles'))[0];

/** Connections to the database of this file that wait for a lock. */
const WAITING = `
  SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`;

test('a dry run counts what would go, and changes nothing', async () => {
  await expire(3);
  const { output, code } = await sweep(['--dry-run']);
  expect(code).toBe(0);
  expect(output.trim()).toMatch(/^sign_in_throttles: 3 would be removed; the oldest has been due since \d{4}-/);
  expect(await left()).toBe(4);
  expect(await column(url, 'SELECT name FROM job_runs')).toEqual([]);
});

test('removes what has expired, says what it removed and what is left, and its run is recorded', async () => {
  expect((await sweep(['--only', 'tokens', '--only', 'sessions'])).output.trim()).toBe('Nothing has expired.');
  expect(await left()).toBe(4);
  const { output, code } = await sweep(['--only', 'sign_in_throttles']);
  expect({ output: output.trim(), code }).toEqual({ output: 'sign_in_throttles: 3 removed, 0 left', code: 0 });
  expect(await left()).toBe(1);
  const recorded = `SELECT outcome || ' ' || processed FROM job_runs WHERE name = 'sign_in_throttles'`;
  expect(await column(url, recorded)).toEqual(['done 3']);
});

test('two at once remove each row once', async () => {
  await expire(9_000);
  const runs = await Promise.all([1, 2].map(() => sweep(['--json', '--only', 'sign_in_throttles'])));
  const removed = runs.map(({ output }) => JSON.parse(output).sweeps[0].removed);
  expect(removed.reduce((sum, one) => sum + one)).toBe(9_000);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(await left()).toBe(2);
});

test('goes on behind rows that another one removed meanwhile', async () => {
  await execute(url, 'DELETE FROM sign_in_throttles');
  await expire(5_000);
  const run = await withClient(url, async (other) => {
    await other.query('BEGIN');
    await other.query(`DELETE FROM sign_in_throttles WHERE key IN (
      SELECT key FROM sign_in_throttles WHERE expires_at < now() ORDER BY expires_at LIMIT 1000)`);
    const running = sweep(['--json', '--only', 'sign_in_throttles']);
    await vi.waitFor(async () => expect(await column(url, WAITING)).toEqual([1]), { timeout: 60_000 });
    await other.query('COMMIT');
    return running;
  });
  expect(JSON.parse(run.output).sweeps[0]).toMatchObject({ removed: 4_000, left: 0 });
  expect(await left()).toBe(1);
});

test('one that fails is told, and the others are done', async () => {
  const broken = await seededDatabase();
  await execute(broken, `ALTER TABLE recovery_links RENAME COLUMN expires_at TO ends_at`);
  await execute(broken, `INSERT INTO sign_in_throttles (key, expires_at) VALUES ('x', now() - interval '1 hour')`);
  const { output, code } = await sweep([], broken);
  expect(code).toBe(1);
  expect(output).toMatch(/^recovery_links: 0 removed, then it failed: column .* does not exist$/m);
  expect(output).toMatch(/^sign_in_throttles: 1 removed, 0 left$/m);
});

test('refuses another database, one with pending migrations, the Worker’s role and unknown names', async () => {
  const foreign = await scratchDatabase();
  await execute(
    foreign,
    `CREATE TABLE sessions (id int, expires_at timestamptz); INSERT INTO sessions VALUES (1, '2020-01-01')`,
  );
  expect(await sweep([], foreign)).toMatchObject({ code: 1, error: expect.stringContaining('nothing is removed') });
  expect(await column(foreign, 'SELECT id FROM sessions')).toEqual([1]);
  const behind = await seededDatabase();
  await withClient(behind, (client) =>
    client.query(
      `DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)`,
    ),
  );
  expect(await sweep([], behind)).toMatchObject({ code: 1, error: expect.stringContaining('nothing is removed') });
  const worker = await sweep([], workerUrl());
  expect(worker).toMatchObject({ code: 1, error: expect.stringContaining('the role that owns the tables') });
  expect(await sweep(['--only', 'nothing'])).toMatchObject({
    code: 1,
    error: expect.stringContaining('There is no sweep'),
  });
});

test('looks up the refresh token of each access token: a batch that read them all would cost the same, however small', async () => {
  const database = await seededDatabase();
  await fill(database, 20_000);
  const tokens = SWEEPS.find(({ name }) => name === 'tokens') as Sweep;
  const { text, values } = deleteBatch(tokens, { now: new Date() }, { after: null, limit: 2_000 });
  const plan = await withClient(database, (client) => client.query({ text: `EXPLAIN ${text}`, values }));
  const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(lines).not.toContain('Seq Scan');
  expect(lines).toContain('refresh_tokens_access_token_id_key');
});
