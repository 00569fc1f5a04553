/** `npm run bench:db`: what reaching the database costs, each way beside the others. */
import { availableParallelism } from 'node:os';
import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { openWire } from '../../platform/wire/proxy.ts';
import { type Measurement, measure } from '../load.ts';
import { readOptions, rotated } from '../options.ts';
import { runBenchmark } from '../run-benchmark.ts';
import type { Workerd } from '../workerd.ts';
import { type BenchEnvironment, prepareEnvironment, startWorker } from './environment.ts';
import { type Round, renderReport } from './report.ts';
import { VARIANTS, type Variant } from './variants.ts';

const { rounds, seconds, callers } = readOptions({ rounds: 20, seconds: 1, callers: 16 });
const variants = Object.keys(VARIANTS) as Variant[];

async function forEachVariant<T>(
  work: (variant: Variant) => Promise<T>,
  order = variants,
): Promise<Record<Variant, T>> {
  const results: Partial<Record<Variant, T>> = {};
  for (const variant of order) results[variant] = await work(variant);
  return results as Record<Variant, T>;
}

/** Each variant has a runtime process of its own, so that none inherits the memory of another. */
const workers = new Map<Variant, Workerd>();
/** Takes ten megabytes a request, which come back late or never: a process lasts one round. */
const SHORT_LIVED: Variant = 'naive';

async function measureVariant(
  environment: BenchEnvironment,
  variant: Variant,
  teardown: Teardown,
): Promise<Measurement> {
  const questionAt = (worker: Workerd) => () => {
    const id = anyOf(environment.people) ?? '';
    return { url: `${worker.url}/${variant}/${id}`, expected: id };
  };
  let worker = workers.get(variant);
  if (!worker) {
    worker = await startWorker(environment, environment.databases);
    teardown.add(worker.stop);
    workers.set(variant, worker);
    await measure(questionAt(worker), { callers, seconds: 2 });
  }
  const measurement = await measure(questionAt(worker), { callers, seconds });
  if (variant === SHORT_LIVED) {
    await worker.stop();
    workers.delete(variant);
  }
  return measurement;
}

const anyOf = (items: readonly string[]) => items[Math.floor(Math.random() * items.length)];

async function countFlights(environment: BenchEnvironment): Promise<Record<Variant, number>> {
  const { owner, worker } = environment.databases;
  const wires = { owner: await openWire(owner), worker: await openWire(worker) };
  const server = await startWorker(environment, { owner: wires.owner.url, worker: wires.worker.url });
  const count = () => wires.owner.flights + wires.worker.flights;
  try {
    return await forEachVariant(async (variant) => {
      const before = count();
      await (await fetch(`${server.url}/${variant}/${environment.people[0]}`)).text();
      return count() - before;
    });
  } finally {
    await server.stop();
    for (const wire of Object.values(wires)) await wire.close();
  }
}

await runBenchmark(async (teardown) => {
  const environment = await prepareEnvironment(teardown);
  const flights = await countFlights(environment);
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const order = rotated(variants, round);
    measured.push(await forEachVariant((variant) => measureVariant(environment, variant, teardown), order));
    console.log(
      `Round ${round + 1} of ${rounds}: ${order.map((name) => `${name} ${rate(measured.at(-1), name)}`).join(', ')}`,
    );
  }
  console.log(`\n${renderReport(measured, flights)}\n`);
  console.log(
    `${callers} callers, ${rounds} rounds of ${seconds} s each, medians. ${availableParallelism()} cores for everything: ` +
      `callers, workerd, PgBouncer and PostgreSQL ${environment.postgresVersion}. ` +
      `This PgBouncer ${environment.keepsStatements ? 'keeps' : 'does not keep'} prepared statements.`,
  );
});

function rate(round: Round | undefined, variant: Variant): string {
  return (round?.[variant].requestsPerSecond ?? Number.NaN).toFixed(0);
}
