/**
 * What a row of the tables that grow with every sign-in costs: WAL and time, with the indexes of today and with those
 * before a migration. Options: --before 20261130061000 --rows 20000 --existing 300000 --rounds 5
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Client } from 'pg';
import { urlOfDatabase, withClient } from '../../../migrations-runner/connection.ts';
import { readMigrations } from '../../../migrations-runner/migration-files.ts';
import { startPostgres } from '../../../migrations-runner/postgres/server.ts';
import { createTeardown } from '../../../migrations-runner/teardown.ts';
import { generatePassword } from '../../../migrations-runner/worker-login.ts';
import { median, table } from '../report.ts';
import { type Kind, kindsOf, PEOPLE_AND_CLIENTS } from './rows.ts';

const { before, rows, existing, rounds } = parseArgs({
  options: {
    before: { type: 'string', default: '20261130061000' },
    rows: { type: 'string', default: '20000' },
    existing: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '5' },
  },
}).values;
const ROWS = Number(rows);
const EXISTING = Number(existing);

interface Side {
  url: string;
  kinds: Kind[];
}

interface Cost {
  /** Bytes of WAL a row, when pages have been written since the last checkpoint, and right after one. */
  bytes: number;
  bytesAfterCheckpoint: number;
  /** Milliseconds for all rows. */
  ms: number;
}

const teardown = createTeardown();
try {
  const admin = await startServer();
  const sides = [
    { url: await migrated(admin, 'before', before), kinds: kindsOf('gen_random_uuid()::text') },
    { url: await migrated(admin, 'today', '~'), kinds: kindsOf('id::text') },
  ];
  for (const side of sides) await populate(side);
  const costs = await measureRounds(sides);
  console.log(table(['rows', 'indexes', 'WAL bytes a row', 'after a checkpoint', 'ms'], await reportOf(sides, costs)));
} finally {
  await teardown.run();
}
process.exit();

/** As it comes: what tests turn off (fsync, images of pages) is a part of what is measured. */
async function startServer(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-bench-'));
  teardown.add(() => rm(folder, { recursive: true, force: true }));
  const server = await startPostgres({
    folder: join(folder, 'data'),
    password: generatePassword(),
    durable: true,
    connections: 20,
  });
  teardown.add(server.stop);
  const url = server.urlOf('postgres');
  // Neither may write WAL of its own in between.
  for (const setting of [`autovacuum = off`, `checkpoint_timeout = '1d'`, `max_wal_size = '20GB'`]) {
    await withClient(url, (client) => client.query(`ALTER SYSTEM SET ${setting}`));
  }
  await withClient(url, (client) => client.query('SELECT pg_reload_conf()'));
  return url;
}

/** A database with the migrations whose names come before a text. */
async function migrated(admin: string, name: string, until: string): Promise<string> {
  await withClient(admin, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = urlOfDatabase(admin, name);
  const { migrationDirectories } = await readMigrations();
  await withClient(url, async (client) => {
    for (const { path, migrationFile } of migrationDirectories) {
      if (path < until && migrationFile.content.tag === 'ok') await client.query(migrationFile.content.value);
    }
  });
  return url;
}

async function populate({ url, kinds }: Side): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(PEOPLE_AND_CLIENTS);
    for (const kind of kinds) await client.query(kind.insert(0, EXISTING));
    await client.query('VACUUM ANALYZE');
  });
}

async function measureRounds(sides: Side[]): Promise<Map<Kind, Cost[]>> {
  const costs = new Map<Kind, Cost[]>();
  for (let round = 0; round < Number(rounds); round++) {
    for (const [index] of (sides[0] as Side).kinds.entries()) {
      for (const side of round % 2 ? [...sides].reverse() : sides) {
        const kind = side.kinds[index] as Kind;
        const cost = await withClient(side.url, (client) => measure(client, kind, EXISTING + 2 * round * ROWS));
        costs.set(kind, [...(costs.get(kind) ?? []), cost]);
      }
    }
  }
  return costs;
}

/** A refresh token goes with an access token that has none yet, which is not what is measured. */
async function measure(client: Client, kind: Kind, from: number): Promise<Cost> {
  await prepareFor(client, kind, from);
  await client.query('CHECKPOINT');
  const first = await timed(client, kind.insert(from, from + ROWS));
  await prepareFor(client, kind, from);
  const second = await timed(client, kind.insert(from + ROWS, from + 2 * ROWS));
  return { bytes: second.bytes, bytesAfterCheckpoint: first.bytes, ms: second.ms };
}

async function prepareFor(client: Client, kind: Kind, from: number): Promise<void> {
  if (kind.table !== 'refresh_tokens') return;
  await client.query(kindsOf('id::text')[1]?.insert(from, from + ROWS) ?? '');
}

async function timed(client: Client, statement: string): Promise<{ bytes: number; ms: number }> {
  const position = async () => (await client.query('SELECT pg_current_wal_insert_lsn() AS lsn')).rows[0].lsn;
  const begin = await position();
  const started = performance.now();
  await client.query(statement);
  const ms = performance.now() - started;
  const { rows: found } = await client.query('SELECT pg_wal_lsn_diff($1, $2)::float8 AS bytes', [
    await position(),
    begin,
  ]);
  return { bytes: found[0].bytes / ROWS, ms };
}

async function reportOf(sides: Side[], costs: Map<Kind, Cost[]>): Promise<string[][]> {
  const [former, today] = sides as [Side, Side];
  const lines: string[][] = [];
  for (const [index, kind] of former.kinds.entries()) {
    const pair = [former.kinds[index], today.kinds[index]].map((one) => costs.get(one as Kind) ?? []);
    const change = (figure: keyof Cost) =>
      pair.map((all) => median(all.map((cost) => cost[figure])).toFixed(0)).join(' → ');
    const counts = await Promise.all(sides.map((side) => countIndexes(side.url, kind.table)));
    lines.push([kind.name, counts.join(' → '), change('bytes'), change('bytesAfterCheckpoint'), change('ms')]);
  }
  return lines;
}

async function countIndexes(url: string, of: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows: found } = await client.query('SELECT count(*)::int AS count FROM pg_indexes WHERE tablename = $1', [
      of,
    ]);
    return found[0].count;
  });
}
