/** `npm run bench:metadata`: what discovery and the JWKS cost beside a Hono route that does nothing. */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CommandError } from '../../../migrations-runner/command-error.ts';
import { deployMigrations } from '../../../migrations-runner/migrate.ts';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { createTeardown } from '../../../migrations-runner/teardown.ts';
import { openTestDatabase } from '../../../migrations-runner/testing/database.ts';
import { generatePassword, giveWorkerLogin } from '../../../migrations-runner/worker-login.ts';
import { bundleWorker } from '../bundle.ts';
import { type Measurement, measure } from '../load.ts';
import { median, table } from '../report.ts';
import { startWorkerd, type Workerd } from '../workerd.ts';
import { processorTime } from './processor-time.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '1' },
    callers: { type: 'string', default: '16' },
  },
});
const [rounds, seconds, callers] = [options.rounds, options.seconds, options.callers].map(Number) as [
  number,
  number,
  number,
];
const teardown = createTeardown();

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

async function prepare(): Promise<Route[]> {
  const url = await openTestDatabase(teardown);
  await deployMigrations(url);
  const encryptionKey = randomBytes(32).toString('base64');
  await seedDatabase(url, { encryptionKey, development: false });
  const databaseUrl = await giveWorkerLogin(url, generatePassword());
  const issuer = 'https://id.example.com';
  const variables = { ISSUER_URL: issuer, SECRET_ENCRYPTION_KEY: encryptionKey, LOG_LEVEL: 'silent' };
  const start = async (entry: string, more: Record<string, string> = {}) => {
    const bundle = await bundleWorker(entry);
    teardown.add(bundle.remove);
    const worker = await startWorkerd({ bundle, databaseUrl, variables: { ...variables, ...more } });
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

/** In another order each time: nobody is always the first. */
async function measureRound(routes: readonly Route[], round: number): Promise<Result[]> {
  const results: Result[] = [];
  for (let turn = 0; turn < routes.length; turn++) {
    const index = (turn + round) % routes.length;
    results[index] = await measureRoute(routes[index] as Route);
  }
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

try {
  const routes = await prepare();
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
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
} finally {
  await teardown.run();
}
// Timers of the schema engine would keep the process for some seconds.
process.exit();
