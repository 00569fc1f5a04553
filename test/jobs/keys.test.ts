import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import worker from '../../src/worker.ts';
import { send } from '../support/app.ts';
import { createCache } from '../support/key-value-cache.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';

let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase();
});
afterAll(() => database.drop());

async function runHourly(bindings: object): Promise<unknown[]> {
  const log = vi.spyOn(console, 'info').mockImplementation(() => {});
  const execution = createExecutionContext();
  worker.scheduled(createScheduledController({ cron: '7 * * * *' }) as never, bindings, execution);
  await waitOnExecutionContext(execution);
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
  log.mockRestore();
  return lines.filter(({ message }) => message === 'signing key moved');
}

it('the hourly job rotates keys as JWKS_ROTATE_DAYS says, and logs each change', async () => {
  const overrides = { ...database.bindings, CACHE: createCache(), LOG_LEVEL: 'info', JWKS_ROTATE_DAYS: '7' };
  const bindings = { ...env, ...overrides };
  const kids = async () => {
    const response = await send('/oauth2/jwks.json', {}, { ...overrides, CACHE: createCache() });
    return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };
  const age = (days: number) =>
    database.asOwner(`UPDATE jwks SET staged_at = staged_at - make_interval(days => $1)`, [days]);
  const first = await kids();
  expect(first).toHaveLength(4);
  await age(5);
  expect(await runHourly(bindings)).toEqual([]);
  await age(1);
  const published = await runHourly(bindings);
  expect(published).toHaveLength(4);
  expect(published).toContainEqual(expect.objectContaining({ alg: 'RS256', change: 'published' }));
  expect((await kids()).toSorted()).toEqual(expect.arrayContaining(first.toSorted()));
  await age(2);
  expect(await runHourly(bindings)).toHaveLength(8);
  await age(8);
  const removed = await runHourly(bindings);
  expect(removed.filter((line) => (line as { change: string }).change === 'removed')).toHaveLength(4);
  for (const kid of first) expect(await kids()).not.toContain(kid);
});
