/** The bundled Worker in the production runtime, with many callers, some of whom hang up. `npm run soak`: a minute. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Workerd } from '../workerd.ts';
import { type BenchEnvironment, prepareEnvironment } from './environment.ts';
import { putUnderLoad } from './load.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 8);
const CONCURRENCY = 64;
/** What workerd says when something of one request was used in another, or will never happen. */
const CROSSED = /on behalf of a different request|never resolve|hung|cancel|Uncaught|different I\/O context/i;

let environment: BenchEnvironment;

beforeAll(async () => {
  environment = await prepareEnvironment();
});

afterAll(() => environment?.remove());

async function startWorker(): Promise<Workerd> {
  const worker = await environment.startWorker();
  onTestFinished(() => worker.stop());
  return worker;
}

it(
  `${CONCURRENCY} callers for ${SECONDS} seconds get their own answers, and nothing is left behind`,
  async () => {
    const worker = await startWorker();
    const callers = await environment.createCallers(worker, 4);
    const outcome = await putUnderLoad(worker.url, { callers, concurrency: CONCURRENCY, seconds: SECONDS });
    expect(outcome.surprises.slice(0, 10)).toEqual([]);
    // How many depends on the machine; that there were some does not.
    expect(outcome.answered).toBeGreaterThan(CONCURRENCY / 2);
    expect(outcome.aborted).toBeGreaterThan(0);
    expect(worker.log()).not.toMatch(CROSSED);
    // What those who hung up had asked for still ends in order.
    await expect.poll(() => environment.countConnections(), { timeout: 10_000 }).toBe(0);
    expect(await environment.countLeftovers()).toBe(0);
    const after = await putUnderLoad(worker.url, { callers, concurrency: 4, seconds: 1 });
    expect(after.surprises).toEqual([]);
  },
  SECONDS * 1000 + 60_000,
);

describe('the very first request of an isolate', () => {
  // Whatever it was loading for everybody must not be lost with it.
  it.each([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512])('may be given up after %i ms', async (delay) => {
    const worker = await startWorker();
    const path = '/soak/read/0190a000-0000-7000-8000-000000000000';
    const first = Array.from({ length: 3 }, () =>
      fetch(worker.url + path, { signal: AbortSignal.timeout(delay) }).catch(() => null),
    );
    await sleep(delay);
    const others = Array.from({ length: 5 }, () => fetch(worker.url + path, { signal: AbortSignal.timeout(5_000) }));
    for (const response of await Promise.all(others)) expect(await response.json()).toEqual({ organisations: [] });
    await Promise.all(first);
    expect(worker.log()).not.toMatch(CROSSED);
  });
});
