/**
 * `npm run bench:sweeps`: how fast the sweeps remove what has expired, and what the token endpoint and introspection
 * notice of it. Options: --rows 10000000 (expired access tokens), --seconds 300 (of the run), --rate 20 (requests a second)
 */
import { parseArgs } from 'node:util';
import '../../support/use-node-sockets.ts';
import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { DEMO_SERVICE } from '../../../migrations-runner/seed/demo-data.ts';
import { SWEEPS } from '../../../src/domain/sweeps/expired-rows.ts';
import { sweep } from '../../../src/jobs/sweeps.ts';
import { openRequestDb } from '../../../src/platform/database/db.ts';
import { bundleWorker } from '../bundle.ts';
import { type Kind, type Latency, latencyDuring } from '../foreground.ts';
import { table } from '../report.ts';
import { runBenchmark } from '../run-benchmark.ts';
import { openSeededDatabase } from '../seeded-database.ts';
import { startWorkerd } from '../workerd.ts';
import { fill } from './fill.ts';

const text = { type: 'string' } as const;
const {
  rows = '10000000',
  seconds = '300',
  rate = '20',
} = parseArgs({
  options: { rows: text, seconds: text, rate: text },
}).values;
const EXPIRED = Number(rows);
/** Milliseconds that a run of the cron has for its sweeps. */
const RUN_MS = Number(seconds) * 1000;
const QUIET_MS = 30_000;
const PHASES = ['before', 'during', 'after'];

await runBenchmark(async (teardown) => {
  const { url, kinds, workerUrl } = await prepare(teardown);
  console.log(`${EXPIRED} expired access tokens are there.`);
  const during = (work: Promise<unknown>) => latencyDuring(kinds, Number(rate), work);
  const quiet = () => during(new Promise((resolve) => setTimeout(resolve, QUIET_MS)));
  await quiet();
  const before = await quiet();
  const started = performance.now();
  const busy = await during(run(workerUrl));
  const taken = (performance.now() - started) / 1000;
  const after = await quiet();
  const removed = EXPIRED - (await countLeft(url));
  console.log(`${removed} removed in ${taken.toFixed(0)} s: ${(removed / taken).toFixed(0)} a second\n`);
  console.log(table(['', 'p50 ms', 'p95 ms', 'requests'], [before, busy, after].flatMap(lines)));
  console.log(`\n${table(['during, by the mean of before and after', 'p50', 'p95'], ratios(before, busy, after))}`);
});

function lines(latencies: Latency[], phase: number): string[][] {
  return latencies.map(({ name, p50, p95, count }) => [
    `${name} ${PHASES[phase]}`,
    p50.toFixed(2),
    p95.toFixed(2),
    String(count),
  ]);
}

function ratios(before: Latency[], busy: Latency[], after: Latency[]): string[][] {
  return busy.map(({ name, p50, p95 }, index) => {
    const mean = (of: 'p50' | 'p95') => ((before[index]?.[of] ?? 0) + (after[index]?.[of] ?? 0)) / 2;
    return [name, (p50 / mean('p50')).toFixed(2), (p95 / mean('p95')).toFixed(2)];
  });
}

async function prepare(teardown: Teardown) {
  const { url, workerUrl, encryptionKey, seed } = await openSeededDatabase(teardown, { development: true });
  const bundle = await bundleWorker('src/worker.ts');
  teardown.add(bundle.remove);
  const variables = {
    ENVIRONMENT: 'production',
    ISSUER_URL: 'https://id.example.com',
    SECRET_ENCRYPTION_KEY: encryptionKey,
    LOG_LEVEL: 'error',
  };
  const worker = await startWorkerd({ bundle, databaseUrl: workerUrl, variables, production: true });
  teardown.add(worker.stop);
  process.on('exit', () => console.error(worker.log().slice(-2_000)));
  await fill(url, EXPIRED);
  return { url, workerUrl, kinds: await kindsOf(worker.url, seed.demo?.[DEMO_SERVICE]?.newSecret ?? '') };
}

/** The two requests that write to, and read from, the largest table that is swept. */
async function kindsOf(url: string, secret: string): Promise<Kind[]> {
  const headers = { Authorization: `Basic ${btoa(`${DEMO_SERVICE}:${secret}`)}` };
  const token = {
    url: `${url}/oauth2/token`,
    headers,
    body: 'grant_type=client_credentials',
    expected: 'access_token',
  };
  const answer = await fetch(token.url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: token.body,
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const introspection = {
    url: `${url}/oauth2/introspect`,
    headers,
    body: `token=${access_token}`,
    expected: '"active":true',
  };
  return [
    { name: 'a token', next: () => token },
    { name: 'an introspection', next: () => introspection },
  ];
}

/** One run of the job, as the cron makes it. */
function run(workerUrl: string): Promise<void> {
  const log = { info: () => {}, warn: () => {}, error: console.error };
  return sweep(
    async (work) => {
      const db = openRequestDb({ connectionString: workerUrl, connectTimeout: 30_000, statementTimeout: 30_000 });
      try {
        return await work({ system: { db: db.system, now: new Date(), log }, log } as never);
      } finally {
        await db.close();
      }
    },
    SWEEPS,
    RUN_MS,
  );
}

function countLeft(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const counted = await client.query(`SELECT count(*) FROM tokens WHERE expires_at < now() - interval '90 days'`);
    return Number(counted.rows[0].count);
  });
}
