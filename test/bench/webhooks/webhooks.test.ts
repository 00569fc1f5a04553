/**
 * Deliveries to good, slow, failing and hanging receivers, with the Worker killed twice in between: each arrives at least
 * once. `npm run prove:webhooks`: ten thousand.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BenchEnvironment, prepareEnvironment } from '../soak/environment.ts';
import type { Workerd } from '../workerd.ts';
import { type Kind, type Receiver, startReceiver } from './receivers.ts';
import { createEndpoints, createOrganisation, look, passTime, recordAll } from './told.ts';

const DELIVERIES = Number(process.env.WEBHOOK_DELIVERIES ?? 240);
/** Of each kind. */
const RECEIVERS: Record<Kind, number> = { good: 6, slow: 1, failing: 1, hanging: 1 };
const KINDS = (Object.keys(RECEIVERS) as Kind[]).flatMap((kind) => Array<Kind>(RECEIVERS[kind]).fill(kind));
const OTHERS = KINDS.length - RECEIVERS.good;
/** Of the receivers that are not good: they take their time. */
const OF_OTHERS = Math.min(40, Math.floor(DELIVERIES / 24));
const OF_GOOD = Math.ceil((DELIVERIES - OF_OTHERS * OTHERS) / RECEIVERS.good);
const ALL = OF_GOOD * RECEIVERS.good + OF_OTHERS * OTHERS;
/** Runs of the cron trigger at once: on Cloudflare each minute begins one. */
const RUNS = 2;
const TIMEOUT_MS = 120_000 + DELIVERIES * 60;

let environment: BenchEnvironment;
let receivers: Receiver[];

beforeAll(async () => {
  const variables = { ENVIRONMENT: 'development' };
  environment = await prepareEnvironment({ entry: 'test/bench/webhooks/worker.ts', variables });
  receivers = await Promise.all(KINDS.map(startReceiver));
  const organisationId = await createOrganisation(environment);
  await createEndpoints(environment, organisationId, receivers);
  await recordAll(environment, organisationId, { good: OF_GOOD, others: OF_OTHERS });
}, 120_000);

afterAll(async () => {
  await environment?.remove();
  for (const receiver of receivers ?? []) await receiver.close();
});

const acceptedBy = (all: readonly Receiver[]) => all.reduce((sum, { accepted }) => sum + accepted.size, 0);

/** Seconds since the start until it had accepted half, and all, of what it was told. */
function lineOf({ kind, requests, accepted, acceptedAt }: Receiver, started: number): string {
  const half = acceptedAt[Math.ceil(acceptedAt.length / 2) - 1];
  const [halfAfter, allAfter] = [half, acceptedAt.at(-1)].map((at) =>
    at === undefined ? 'never' : `after ${((at - started) / 1000).toFixed(1)} s`,
  );
  return `${kind}: ${requests} requests, ${accepted.size} accepted: half ${halfAfter}, the last ${allAfter}`;
}

it(
  `${ALL} deliveries arrive at least once, though the Worker is killed twice`,
  async () => {
    const started = Date.now();
    const killAt = [ALL / 4, ALL / 2];
    let worker: Workerd = await environment.startWorker();
    const cutOff: number[] = [];
    try {
      let runs: Promise<unknown>[] = [];
      while (acceptedBy(receivers) < ALL || (await look(environment)).waiting > 0) {
        expect(Date.now() - started, 'milliseconds').toBeLessThan(TIMEOUT_MS);
        if (runs.length < RUNS) {
          const run: Promise<unknown> = fetch(`${worker.url}/-/cron`)
            .catch(() => {})
            .finally(() => {
              runs = runs.filter((one) => one !== run);
            });
          runs.push(run);
        }
        await sleep(100);
        await passTime(environment);
        if (acceptedBy(receivers) >= (killAt[0] ?? Number.POSITIVE_INFINITY)) {
          killAt.shift();
          await worker.stop();
          await Promise.all(runs);
          const { delivered } = await look(environment);
          cutOff.push(acceptedBy(receivers) - delivered);
          worker = await environment.startWorker();
        }
      }
    } finally {
      await worker.stop();
    }
    const { ids, failed, delivered } = await look(environment);
    const lost = receivers.flatMap(({ url, accepted }) => (ids.get(url) ?? []).filter((id) => !accepted.has(id)));
    const repeated = receivers.reduce((sum, { accepted }) => {
      return sum + [...accepted.values()].reduce((more, times) => more + times - 1, 0);
    }, 0);
    const seconds = (Date.now() - started) / 1000;
    console.log(
      [
        `${delivered} of ${ALL} deliveries, ${lost.length} lost, ${repeated} repeated, Worker killed ${cutOff.length} times`,
        `${seconds.toFixed(1)} s, in which a killed Worker's claims hold some deliveries for 20 s`,
        ...receivers.map((receiver) => lineOf(receiver, started)),
      ].join('\n'),
    );
    expect([delivered, failed, lost]).toEqual([ALL, 0, []]);
    expect(cutOff).toHaveLength(2);
  },
  TIMEOUT_MS + 60_000,
);
