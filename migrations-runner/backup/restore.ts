/** Gives a database back as it was, and proves it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { CommandError } from '../command-error.ts';
import { inTransaction, withClient } from '../connection.ts';
import { admitRolesWithRights, closeDatabase } from '../database-access.ts';
import { deployMigrations } from '../migrate.ts';
import { readMigrations } from '../migration-files.ts';
import type { Report } from '../progress.ts';
import { type Census, compareCensus, readTableNames, takeCensus } from './census.ts';
import { decryption } from './encryption.ts';
import type { BackupKey } from './keys.ts';
import { libpqEnvironment } from './libpq.ts';
import type { Manifest } from './manifest.ts';
import { complaintIn, findProgram } from './programs.ts';
import { ensureRoles } from './roles.ts';
import type { Stage, Store } from './store.ts';
import { readServer } from './take.ts';

export interface Restored {
  tables: number;
  rows: number;
  /** Migrations that were newer than the backup. */
  applied: string[];
}

interface RestoreOptions {
  store: Store;
  manifest: Manifest;
  key: BackupKey | null;
  /** Delete what is in the database. */
  force?: boolean;
  report?: Report;
}

/** Everything that can be refused is refused before the database is touched. */
export async function restoreBackup(url: string, options: RestoreOptions): Promise<Restored> {
  const { store, manifest, key, force = false, report = () => {} } = options;
  await refuseUnknownSchema(manifest);
  const stage = await store.stage();
  try {
    const program = await withClient(url, async (client) => {
      const server = await readServer(client);
      refuseOlderServer(manifest, server.version);
      if (!force) await refuseOccupied(client);
      return findProgram('pg_restore', Number.parseInt(manifest.serverVersion, 10));
    });
    report('fetching the file');
    const path = await fetchFile(store, manifest, stage);
    await withClient(url, async (client) => {
      // A new database is open to every login of its server, and so would be what is restored into it.
      await closeDatabase(client);
      if (force) await emptyDatabase(client);
      await ensureRoles(client, manifest.roles);
    });
    report('restoring');
    await runRestore(program, path, await libpqEnvironment(url, stage.folder), manifest.encryption ? key : null);
    report('comparing with the manifest');
    const census = await withClient(url, (client) => inTransaction(client, () => takeCensus(client)));
    refuseDifference(manifest, census);
    const applied = manifest.schemaVersion === null ? [] : await deployMigrations(url);
    // A fresh table has no statistics, and its first queries would be planned blindly.
    await withClient(url, async (client) => {
      await client.query('ANALYZE');
      await admitRolesWithRights(client);
    });
    return { tables: Object.keys(census).length, rows: countRows(census), applied };
  } finally {
    await stage.clear();
  }
}

export function countRows(census: Census): number {
  return Object.values(census).reduce((sum, { rows }) => sum + rows, 0);
}

async function refuseUnknownSchema({ name, schemaVersion }: Manifest): Promise<void> {
  const { migrationDirectories } = await readMigrations();
  if (schemaVersion === null || migrationDirectories.some(({ path }) => path === schemaVersion)) return;
  throw new CommandError(
    `The backup ${name} has the schema of ${schemaVersion}, which this code does not know: check out the release that made it, or a later one.`,
  );
}

function refuseOlderServer({ name, serverVersion }: Manifest, found: string): void {
  if (Number.parseInt(found, 10) >= Number.parseInt(serverVersion, 10)) return;
  throw new CommandError(`The backup ${name} comes from PostgreSQL ${serverVersion}; this server is older (${found}).`);
}

async function refuseOccupied(client: Client): Promise<void> {
  const tables = await readTableNames(client);
  if (tables.length === 0) return;
  throw new CommandError(
    `The database is not empty (${tables.length} tables): restore into a new one, or add --force to delete what is in this one.`,
  );
}

async function emptyDatabase(client: Client): Promise<void> {
  const { rows } = await client.query(`SELECT nspname AS name FROM pg_namespace
                                       WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`);
  await inTransaction(client, async () => {
    for (const { name } of rows) await client.query(`DROP SCHEMA ${client.escapeIdentifier(name)} CASCADE`);
    await client.query('CREATE SCHEMA public');
  });
}

/** Brings the file here as it is, encrypted or not, and compares it with the manifest. */
async function fetchFile(store: Store, { name, file }: Manifest, stage: Stage): Promise<string> {
  const path = join(stage.folder, 'dump');
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(await store.read(file.name), measure, createWriteStream(path, { mode: 0o600 }));
  if (hash.digest('hex') === file.sha256) return path;
  throw new CommandError(`The file of ${name} is not the one its manifest describes: it was altered or cut short.`);
}

/** One transaction: a restore that fails leaves nothing behind. */
async function runRestore(
  program: string,
  path: string,
  environment: Record<string, string>,
  key: BackupKey | null,
): Promise<void> {
  const flags = ['--format=custom', '--no-owner', '--exit-on-error', '--single-transaction', '--no-password'];
  const child = spawn(program, [...flags, `--dbname=${environment.PGDATABASE}`], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += chunk));
  const ended = once(child, 'close');
  const fed = pipeline(createReadStream(path), key ? decryption(key) : new PassThrough(), child.stdin).catch(
    (error) => {
      // Not the end of its input, which it might take for the end of the dump.
      child.kill('SIGKILL');
      return error as NodeJS.ErrnoException;
    },
  );
  const [code] = await ended;
  const broken = await fed;
  // When pg_restore stops by itself the pipe breaks, and it knows better why.
  if (broken && broken.code !== 'EPIPE') throw broken;
  if (code !== 0) throw new CommandError(`pg_restore failed: ${complaintIn(complaint)}`);
}

function refuseDifference({ name, tables }: Manifest, census: Census): void {
  const differences = compareCensus(tables, census);
  if (differences.length === 0) return;
  throw new CommandError(`The database is not what ${name} was: ${differences.join(' ')}`);
}
