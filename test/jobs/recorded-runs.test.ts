/** What is recorded of the runs of jobs and sweeps. */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { SCHEDULED } from '../../src/domain/jobs/catalogue.ts';
import { SWEEPS } from '../../src/domain/sweeps/expired-rows.ts';
import { sweep } from '../../src/jobs/sweeps.ts';
import worker from '../../src/worker.ts';
import { withContext } from '../support/database.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';

interface Row {
  name: string;
  outcome: string | null;
  processed: number;
  failures: number;
  backlog: number | null;
  oldest_due_at: Date | null;
  error: string | null;
  finished_at: Date | null;
}

/** A database of its own, in which nothing else is due. */
let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase();
});

beforeEach(() => database.asOwner('DELETE FROM job_runs; DELETE FROM sign_in_throttles'));

afterAll(() => database.drop());

async function run(cron = 'by hand', overrides: Record<string, unknown> = {}): Promise<void> {
  const execution = createExecutionContext();
  const controller = createScheduledController({ cron, scheduledTime: new Date(0) });
  worker.scheduled(controller as never, { ...env, ...database.bindings, ...overrides }, execution);
  await waitOnExecutionContext(execution);
}

const runsOf = (name: string) => database.asOwner<Row>(`SELECT * FROM job_runs WHERE name = '${name}' ORDER BY id`);

const expire = (count: number) =>
  database.asOwner(`INSERT INTO sign_in_throttles (key, expires_at)
    SELECT gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, ${count})`);

it('every job and every sweep has one row, however often it has nothing to do', async () => {
  for (let times = 0; times < 3; times++) await run();
  const rows = await database.asOwner<Row>('SELECT * FROM job_runs');
  expect(rows.map(({ name }) => name).sort()).toEqual(SCHEDULED.map(({ name }) => name).sort());
  expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['idle']));
  expect(rows.every(({ finished_at, error }) => finished_at !== null && error === null)).toBe(true);
});

it('a run that did something stays, with what it did', async () => {
  await expire(3);
  await run('7 * * * *');
  await run('7 * * * *');
  expect(await runsOf('sign_in_throttles')).toMatchObject([
    { outcome: 'done', processed: 3, failures: 0, backlog: 0, oldest_due_at: null },
    { outcome: 'idle', processed: 0 },
  ]);
});

it('what the time of a run was too short for is counted, with the age of the oldest', async () => {
  await expire(5);
  const throttles = SWEEPS.filter(({ name }) => name === 'sign_in_throttles');
  await withContext((context) => sweep(async (work) => work(context), throttles, 0), database.bindings);
  expect(await runsOf('sign_in_throttles')).toMatchObject([{ outcome: 'done', processed: 0, backlog: 5 }]);
  const [{ oldest_due_at } = { oldest_due_at: null }] = await runsOf('sign_in_throttles');
  expect(Math.round((Date.now() - Number(oldest_due_at)) / 3_600_000)).toBe(1);
});

it('a failure is recorded with its reason, and the others go on', async () => {
  await database.asOwner(
    'REVOKE DELETE ON sign_in_throttles FROM cerberus_system; REVOKE SELECT ON jwks FROM cerberus_system',
  );
  onTestFinished(
    () =>
      void database.asOwner(
        'GRANT DELETE ON sign_in_throttles TO cerberus_system; GRANT SELECT ON jwks TO cerberus_system',
      ),
  );
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  await run('7 * * * *');
  expect(await runsOf('sign_in_throttles')).toMatchObject([{ outcome: 'failed', error: expect.stringMatching(/./) }]);
  expect(await runsOf('keys')).toMatchObject([{ outcome: 'failed', error: expect.stringMatching(/./) }]);
  expect(await runsOf('sessions')).toMatchObject([{ outcome: 'idle', error: null }]);
});

it('one that was cut off stays without an end, and later runs do not remove it', async () => {
  await database.asOwner(
    `INSERT INTO job_runs (id, name, started_at) VALUES ('01900000-0000-7000-8000-000000000000', 'mail', now() - interval '1 day')`,
  );
  await run('* * * * *');
  await run('* * * * *');
  expect(await runsOf('mail')).toMatchObject([{ finished_at: null, outcome: null }, { outcome: 'idle' }]);
});

it('jobs run though their runs cannot be recorded', async () => {
  await database.asOwner('REVOKE INSERT ON job_runs FROM cerberus_system');
  onTestFinished(() => void database.asOwner('GRANT INSERT ON job_runs TO cerberus_system'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  await expire(2);
  await run('7 * * * *');
  expect(await database.asOwner('SELECT FROM sign_in_throttles')).toEqual([]);
});

it('two runs at once remove everything once, and both are recorded', async () => {
  await expire(12_000);
  await Promise.all([run('7 * * * *'), run('7 * * * *')]);
  expect(await database.asOwner('SELECT FROM sign_in_throttles')).toEqual([]);
  const runs = await runsOf('sign_in_throttles');
  expect(runs.reduce((sum, { processed }) => sum + processed, 0)).toBe(12_000);
  expect(runs.every(({ finished_at, error }) => finished_at !== null && error === null)).toBe(true);
});
