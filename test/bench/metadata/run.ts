/** `npm run bench:metadata`: what discovery and the JWKS cost beside a Hono route that does nothing. */
import { availableParallelism } from 'node:os';
import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { bundleWorker } from '../bundle.ts';
import { type Measurement, measure } from '../load.ts';
import { readOptions, rotated } from '../options.ts';
import { processorTime } from '../processor-time.ts';
import { median, table } from '../report.ts';
import { runBenchmark } from '../run-benchmark.ts';
import { openSeededDatabase } from '../seeded-database.ts';
import { startWorkerd, type Workerd } from '../workerd.ts';

const { rounds, seconds, callers } = readOptions({ rounds: 20, seconds: 1, callers: 16 });

interface Route {
  what: string;
  worker: Workerd;
  path: string;
  expected: string;
}

type Result = Measurement & {
  /** Microseconds of processor time of the Worker's process, for one request. */
  cost: number;
};

async function prepare(teardown: Teardown): Promise<Route[]> {
  const { workerUrl: databaseUrl, encryptionKey } = await openSeededDatabase(teardown);
  const issuer = 'https://id.example.com';
  const variables = { ISSUER_URL: issuer, SECRET_ENCRYPTION_KEY: encryptionKey, LOG_LEVEL: 'silent' };
  const start = async (entry: string, more: Record<string, string> = {}) => {
    const bundle = await bundleWorker(entry);
    teardown.add(bundle.remove);
    const worker = await startWorkerd({ bundle, databaseUrl, variables: { ...variables, ...more }, production: true });
    teardown.add(worker.stop);
    return worker;
  };
  const discovery = '/.well-known/openid-configuration';
  const cerberus = await start('src/worker.ts');
  const text = await (await fetch(cerberus.url + discovery)).text();
  const empty = await start('test/bench/metadata/empty.ts', { TEXT: text });
  return [
    { what: 'an empty Hono route', worker: empty, path: '/empty', expected: 'empty' },
    { what: 'a Hono route with the text of discovery', worker: empty, path: '/text', expected: issuer },
    { what: 'discovery', worker: cerberus, path: discovery, expected: issuer },
    { what: 'JWKS', worker: cerberus, path: '/oauth2/jwks.json', expected: '"RS256"' },
  ];
}

async function measureRoute({ worker, path, expected }: Route): Promise<Result> {
  const before = await processorTime(worker.pid);
  const measurement = await measure(() => ({ url: worker.url + path, expected }), { callers, seconds });
  const spent = (await processorTime(worker.pid)) - before;
  return { ...measurement, cost: (spent * 1e6) / (measurement.requestsPerSecond * seconds) };
}

async function measureRound(routes: readonly Route[], round: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const index of rotated([...routes.keys()], round)) results[index] = await measureRoute(routes[index] as Route);
  return results;
}

function report(routes: readonly Route[], measured: readonly Result[][]): string {
  const over = (value: (results: Result[]) => number) => median(measured.map(value));
  const lines = routes.map(({ what }, index) => {
    const of = (results: Result[], at = index) => results[at] as Result;
    return [
      what,
      over((results) => of(results).requestsPerSecond).toFixed(0),
      over((results) => of(results).p50).toFixed(1),
      over((results) => of(results).p95).toFixed(1),
      // Within a round: what else the machine does at the time meets all of them.
      over((results) => of(results).requestsPerSecond / of(results, 0).requestsPerSecond).toFixed(2),
      over((results) => of(results).cost).toFixed(0),
    ];
  });
  return table(['route', 'requests/s', 'p50 ms', 'p95 ms', 'relative to empty', 'processor µs'], lines);
}

await runBenchmark(async (teardown) => {
  const routes = await prepare(teardown);
  for (const route of routes) await measureRoute(route);
  const measured: Result[][] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push(await measureRound(routes, round));
    const rates = routes.map(({ what }, index) => `${what} ${measured.at(-1)?.[index]?.requestsPerSecond.toFixed(0)}`);
    console.log(`Round ${round + 1} of ${rounds}: ${rates.join(', ')}`);
  }
  console.log(`\n${report(routes, measured)}\n`);
  console.log(
    `${callers} callers, ${rounds} rounds of ${seconds} s each, medians. ${availableParallelism()} cores for callers and workerd.`,
  );
});
