/** `npm run bench`: the same work at Cerberus and at its peers, beside what the runtime and the database allow at best. */
import { availableParallelism } from 'node:os';
import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { readOptions, rotated } from '../options.ts';
import { findPgBouncer, keepsStatements } from '../pgbouncer.ts';
import { parentOf } from '../processor-time.ts';
import { runBenchmark } from '../run-benchmark.ts';
import { costChart, distanceChart } from './charts.ts';
import { measureColdStarts } from './cold-start.ts';
import { type Contestant, entriesOf, OURS, PEER_NAMES, prepareContestants, UNNAMED } from './contestants.ts';
import { measureDistances } from './distance.ts';
import { writeDocument } from './document.ts';
import { LIMIT } from './limit.ts';
import { measureWorkload } from './measurement.ts';
import { coldTable, costTable, distanceTable, goalTable, limitTable } from './report.ts';
import { keyOf, type Sample } from './samples.ts';
import { readSelection } from './selection.ts';
import type { Entry } from './workloads.ts';

const SERVERS = [OURS, UNNAMED, ...PEER_NAMES];
/** What a turn is given before anybody knows how much it uses up. */
const FIRST_COUNT = 500;

await runBenchmark(async (teardown) => {
  const { rounds, seconds, callers, others } = readOptions(
    { rounds: 5, seconds: 1, callers: 4 },
    { only: { type: 'string' }, 'write-docs': { type: 'boolean' } },
  );
  const isWanted = readSelection(others.only as string | undefined, SERVERS, LIMIT);
  const { all, serverUrl } = await prepareContestants(teardown);
  const find = (name: string) => all.find((contestant) => contestant.name === name) as Contestant;
  const cold = await measureColdStarts([
    { contestant: find(OURS), asked: 'clientCredentials' },
    { contestant: find(LIMIT), asked: 'insert' },
  ]);
  const { postmaster, version } = await describeServer(serverUrl);
  const entries = (await startAll(all, teardown)).filter(({ workload, server }) => isWanted(workload, server));
  const samples = await measureRounds(entries, rounds, { callers, seconds, postmaster });
  const far = await measureDistances([OURS, ...PEER_NAMES].map(find), isWanted, teardown);
  const tables = [
    costTable(samples, SERVERS),
    limitTable(samples),
    goalTable(samples, [OURS, UNNAMED]),
    distanceTable(far, SERVERS),
    coldTable(cold),
  ];
  const conditions =
    `${callers} callers (sign-in 2), ${rounds} rounds of ${seconds} s each (sign-in ${seconds * 3} s), medians. ${availableParallelism()} cores for ` +
    `everything: callers, servers, PgBouncer and PostgreSQL ${version}. ` +
    `This PgBouncer ${keepsStatements(findPgBouncer()) ? 'keeps' : 'does not keep'} prepared statements.`;
  const printed = [...tables, conditions].join('\n\n');
  console.log(`\n${printed}\n`);
  if (!others['write-docs']) return;
  const drawn = [OURS, ...PEER_NAMES];
  await writeDocument(printed, {
    'processor-time.svg': costChart(samples, drawn),
    'distance.svg': distanceChart(far, drawn),
  });
});

async function startAll(contestants: readonly Contestant[], teardown: Teardown): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const contestant of contestants) {
    const running = await contestant.start(async (databaseUrl) => databaseUrl);
    teardown.add(running.stop);
    entries.push(...entriesOf(contestant.name, running));
  }
  return entries;
}

async function measureRounds(
  entries: readonly Entry[],
  rounds: number,
  options: { callers: number; seconds: number; postmaster: number },
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>();
  // The first round warms up, and is not counted: PostgreSQL plans each statement five times on each connection.
  for (let round = 0; round <= rounds; round++) {
    for (const entry of rotated(entries, round)) {
      const key = keyOf(entry.workload, entry.server);
      const former = samples.get(key) ?? [];
      const count = Math.ceil((former.at(-1)?.requests ?? FIRST_COUNT) * 1.3);
      const seconds = round === 0 ? options.seconds * 2 : options.seconds;
      samples.set(key, [...former, await measureWorkload(entry, { ...options, seconds, count })]);
    }
    console.log(round === 0 ? 'Warmed up.' : `Round ${round} of ${rounds}.`);
  }
  return new Map([...samples].map(([key, all]) => [key, all.slice(1)]));
}

async function describeServer(url: string): Promise<{ postmaster: number; version: string }> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`SELECT pg_backend_pid() AS pid, current_setting('server_version') AS version`);
    return { postmaster: await parentOf(rows[0].pid), version: rows[0].version };
  });
}
