/** `npm run bench`: the same work at Cerberus and at its peers, beside what the runtime and the database allow at best. */
import { availableParallelism } from 'node:os';
import { urlOfDatabase, withClient } from '../../../migrations-runner/connection.ts';
import type { Teardown } from '../../../migrations-runner/teardown.ts';
import { readOptions, rotated } from '../options.ts';
import { findPgBouncer, keepsStatements, startPgBouncer } from '../pgbouncer.ts';
import { parentOf } from '../processor-time.ts';
import { runBenchmark } from '../run-benchmark.ts';
import { openSeededDatabase } from '../seeded-database.ts';
import { bundleCerberus, cerberusProvider, startCerberus } from './cerberus.ts';
import { bundleLimit, limitWorkloads, openLimitDatabase, startLimit } from './limit.ts';
import { providerWorkloads } from './provider-workloads.ts';
import { costTable, goalTable, LIMIT, limitTable, OURS } from './report.ts';
import { keyOf, type Sample } from './samples.ts';
import { takeTurn } from './turn.ts';
import type { Entry, Workload } from './workloads.ts';

const { rounds, seconds, callers, others } = readOptions(
  { rounds: 6, seconds: 1, callers: 4 },
  { only: { type: 'string' } },
);
const only = others.only === undefined ? null : String(others.only).split(',');
const UNNAMED = `${OURS}, statements without names`;
const SERVERS = [OURS, UNNAMED];
/** What a turn is given before anybody knows how much it uses up. */
const FIRST_COUNT = 200;

await runBenchmark(async (teardown) => {
  const { entries, postmaster, version, keeping } = await prepare(teardown);
  const samples = new Map<string, Sample[]>();
  /** The first round warms up, and is not counted. */
  for (let round = 0; round <= rounds; round++) {
    for (const entry of rotated(entries, round)) {
      const key = keyOf(entry.workload, entry.server);
      const former = samples.get(key) ?? [];
      const count = Math.ceil((former.at(-1)?.requests ?? FIRST_COUNT) * 1.5);
      const sample = await takeTurn(entry, { callers, seconds, postmaster, count });
      samples.set(key, [...former, sample]);
    }
    console.log(round === 0 ? 'Warmed up.' : `Round ${round} of ${rounds}.`);
  }
  for (const [key, all] of samples) samples.set(key, all.slice(1));
  console.log(`\n${costTable(samples, SERVERS)}\n\n${limitTable(samples)}\n\n${goalTable(samples, SERVERS)}\n`);
  console.log(
    `${callers} callers (sign-in 2), ${rounds} rounds of ${seconds} s each, medians. ${availableParallelism()} cores for everything: ` +
      `callers, servers, PgBouncer and PostgreSQL ${version}. This PgBouncer ${keeping ? 'keeps' : 'does not keep'} prepared statements.`,
  );
});

async function prepare(teardown: Teardown) {
  const program = findPgBouncer();
  const database = await openSeededDatabase(teardown, { development: true });
  const server = urlOfDatabase(database.url, 'postgres');
  const limitDatabase = await openLimitDatabase(teardown, server);
  const [pooled = '', limitPooled = ''] = await startPgBouncer(program, [database.workerUrl, limitDatabase], teardown);
  const bundle = await bundleCerberus(teardown);
  const limit = await startLimit(await bundleLimit(teardown), limitPooled);
  teardown.add(limit.stop);
  const entries = entriesOf(LIMIT, limit.pid, limitWorkloads(limit));
  for (const [name, named] of [
    [OURS, true],
    [UNNAMED, false],
  ] as const) {
    const worker = await startCerberus({ bundle, database, databaseUrl: pooled, named });
    teardown.add(worker.stop);
    entries.push(...entriesOf(name, worker.pid, providerWorkloads(cerberusProvider(worker, database))));
  }
  return {
    entries: only ? entries.filter(({ workload, server }) => server === LIMIT || only.includes(workload)) : entries,
    keeping: keepsStatements(program),
    ...(await withClient(server, async (client) => {
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid, version()');
      return { postmaster: await parentOf(rows[0].pid), version: String(rows[0].version).split(' ')[1] };
    })),
  };
}

function entriesOf(server: string, pid: number, workloads: Partial<Record<string, Workload>>): Entry[] {
  return Object.entries(workloads).flatMap(([workload, work]) => (work ? [{ workload, server, pid, work }] : []));
}
