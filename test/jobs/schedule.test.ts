/// <reference types="vite/types/importMeta.d.ts" />
/** The triggers of the jobs, and how often jobs run. */
import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { JOBS as CATALOGUE, RUN_MAX } from '../../src/domain/jobs/catalogue.ts';
import { HOURLY_MS } from '../../src/jobs/budgets.ts';
import { JOBS, runJobs, TRIGGERS } from '../../src/jobs/index.ts';
import worker from '../../src/worker.ts';
import { PRODUCTION } from '../support/app.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';

const [configuration = ''] = Object.values(
  import.meta.glob<string>('../../wrangler.toml', { query: '?raw', import: 'default', eager: true }),
);

test('every job has its trigger, and every trigger a job', () => {
  const triggers = /^crons = (\[.*\])$/m.exec(configuration)?.[1] ?? '';
  expect(JSON.parse(triggers)).toEqual(TRIGGERS);
  expect([...new Set(JOBS.map(({ cron }) => cron))]).toEqual(TRIGGERS);
});

test('the jobs of an hour end before the platform ends their run, with a minute for what each has begun', () => {
  const whole = Object.values(HOURLY_MS).reduce((sum, budget) => sum + budget, 0);
  expect(whole).toBeLessThanOrEqual((RUN_MAX - 60) * 1000);
});

test('every job of the catalogue runs', () => {
  expect(JOBS.map(({ name }) => name)).toEqual(CATALOGUE.map(({ name }) => name));
});

/** A database of its own, whose outboxes are empty. */
let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase();
});

afterAll(() => database.drop());

/** The log lines of a run: those of sweeps, and the mail job's warning that no transport is configured. */
async function run(cron: string): Promise<string[]> {
  const spies = (['info', 'warn'] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const execution = createExecutionContext();
  const bindings = { ...env, ...database.bindings, ...PRODUCTION, LOG_LEVEL: 'info' };
  worker.scheduled(createScheduledController({ cron, scheduledTime: new Date(0) }) as never, bindings, execution);
  await waitOnExecutionContext(execution);
  const messages = spies.flatMap((spy) => spy.mock.calls.map(([line]) => JSON.parse(String(line)).message));
  return [...new Set(messages)];
}

const MAIL = 'no way to send mail is configured: it stays in the outbox';

test.each([
  ['* * * * *', [MAIL]],
  ['7 * * * *', ['swept']],
  ['by hand', ['swept', MAIL]],
])('%s runs its jobs', async (cron, messages) => {
  expect((await run(cron)).toSorted()).toEqual(messages.toSorted());
});

test('the mail job runs four times a minute, so that mail of a crashed attempt is sent soon', async () => {
  let clock = Date.now();
  const startedAt = clock;
  vi.spyOn(Date, 'now').mockImplementation(() => clock);
  const looked: number[] = [];
  vi.spyOn(console, 'warn').mockImplementation((line) => {
    if (JSON.parse(String(line)).message === MAIL) looked.push(clock - startedAt);
  });
  const wait = async (milliseconds: number) => {
    clock += milliseconds;
  };
  vi.stubGlobal('scheduler', { wait });
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
  await runJobs({ ...env, ...database.bindings, ...PRODUCTION, LOG_LEVEL: 'warn' }, '* * * * *', startedAt);
  expect(looked).toEqual([0, 15_000, 30_000, 45_000]);
});
