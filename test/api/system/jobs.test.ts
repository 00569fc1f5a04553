/** `GET /v1/system/jobs`, for platform operators. test/jobs/recorded-runs.test.ts: what is recorded. */
import { beforeAll, expect, it } from 'vitest';
import { SCHEDULED } from '../../../src/domain/jobs/catalogue.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { expectFlights } from '../../support/app.ts';
import { asOwner } from '../../support/database.ts';
import { createOperator, sendAsOperator, type TestOperator } from '../../support/operators.ts';

interface Job {
  name: string;
  isLate: boolean;
  backlogGrows: boolean;
  lastRun: Record<string, unknown> | null;
}

const HOUR = 3_600_000;
/** In the future, so that no run of another test is newer. */
const BASE = Date.now() + 100 * 24 * HOUR;

let operator: TestOperator;

beforeAll(async () => {
  operator = await createOperator();
});

const get = (path: string) => sendAsOperator(operator, 'GET', `/v1/system/jobs${path}`);

async function insertRun(name: string, startedAt: Date, values: Record<string, unknown>): Promise<string> {
  const row = { id: uuidv7(startedAt), name, started_at: startedAt, ...values };
  const places = Object.keys(row).map((_, index) => `$${index + 1}`);
  await asOwner(`INSERT INTO job_runs (${Object.keys(row)}) VALUES (${places})`, Object.values(row));
  return row.id;
}

it('lists every job and every sweep with its last run, in one round trip beside authentication', async () => {
  const at = (hours: number) => new Date(BASE + hours * HOUR);
  for (const hours of [1, 2, 3]) {
    await insertRun('tokens', at(hours), { finished_at: at(hours), outcome: 'done', backlog: hours });
  }
  await insertRun('keys', at(1), { finished_at: at(1), outcome: 'failed', error: 'no room' });
  const answer = await get('');
  expectFlights(answer, 2);
  const { data } = (await answer.json()) as { data: Job[] };
  expect(data.map(({ name }) => name)).toEqual(SCHEDULED.map(({ name }) => name));
  const find = (name: string) => data.find((job) => job.name === name);
  expect(find('tokens')).toMatchObject({ backlogGrows: true, isLate: false, lastRun: { state: 'done', backlog: 3 } });
  expect(find('keys')).toMatchObject({ backlogGrows: false, lastRun: { state: 'failed', error: 'no room' } });
});

it('tells a run that was cut off from one that is running, and says what has not run for too long', async () => {
  // A job that the runs of other tests do not begin again within a moment.
  const cutOff = await insertRun('mail', new Date(BASE - 200 * 24 * HOUR), {});
  const running = await insertRun('mail', new Date(), {});
  const states = async () => {
    const { data } = (await (await get('/mail/runs?limit=100')).json()) as { data: { id: string; state: string }[] };
    return [cutOff, running].map((id) => data.find((run) => run.id === id)?.state);
  };
  expect(await states()).toEqual(['interrupted', 'running']);
  await asOwner('DELETE FROM job_runs WHERE name = $1', ['logouts']);
  await insertRun('logouts', new Date(Date.now() - HOUR), { finished_at: new Date(), outcome: 'idle' });
  const { data } = (await (await get('')).json()) as { data: Job[] };
  expect(data.find(({ name }) => name === 'logouts')?.isLate).toBe(true);
});

it('pages through the runs of one, the newest first, in one round trip beside authentication', async () => {
  const ids: string[] = [];
  for (const hours of [1, 2, 3]) {
    const at = new Date(BASE + hours * HOUR);
    ids.unshift(
      await insertRun('erasure', at, { finished_at: at, outcome: 'done', processed: hours, backlog: 10_000 }),
    );
  }
  const first = await get('/erasure/runs?limit=2');
  expectFlights(first, 2);
  const page = (await first.json()) as { data: { id: string }[]; nextCursor: string };
  const next = (await (await get(`/erasure/runs?limit=2&cursor=${page.nextCursor}`)).json()) as typeof page;
  expect([...page.data, ...next.data].slice(0, 3).map(({ id }) => id)).toEqual(ids);
  expect(page.data[0]).toMatchObject({ processed: 3, backlogIsEstimate: true });
});

it('answers 404 for a name that nothing has', async () => {
  expect((await get('/nothing/runs')).status).toBe(404);
});
