/** Restores a database from a backup, and compares it with the manifest. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import type { Report } from '../command-line/progress.ts';
import { inTransaction, withClient } from '../database/connection.ts';
import { deployMigrations } from '../migrations/migrate.ts';
import { admitRolesWithRights, closeDatabase } from '../roles/database-access.ts';
import { readMigrations } from '../schema/migration-files.ts';
import { decryption } from './encryption.ts';
import type { BackupKey } from './keys.ts';
import { libpqEnvironment } from './libpq.ts';
import type { Manifest } from './manifest.ts';
import { errorMessageIn, findProgram } from './programs.ts';
import { measured } from './progress.ts';
import { ensureRoles } from './roles.ts';
import { explainDisk, type Stage } from './stage.ts';
import type { Store } from './store.ts';
import { compareTables, readTableChecksums, readTableNames, type TableChecksums } from './table-checksums.ts';
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
  /** Deletes the contents of the database first. */
  force?: boolean;
  report?: Report;
  /** Ends the restore early; the error says what is in the database then. */
  signal?: AbortSignal;
}

/** The state of the database when a restore ends early, as a sentence. */
const STATES = {
  untouched: 'The database is as it was.',
  emptied: 'The database is empty now: restore again.',
  uncompared: 'The database holds the backup, but was not compared with it: restore again with --force.',
} as const;

/** All checks are made before the database is changed. */
export async function restoreBackup(url: string, options: RestoreOptions): Promise<Restored> {
  const { store, manifest, signal } = options;
  await refuseUnknownSchema(manifest);
  const stage = await store.stage();
  const progress: { state: keyof typeof STATES } = { state: 'untouched' };
  try {
    return await restoreStaged(url, options, stage, progress);
  } catch (error) {
    if (signal?.aborted) throw new CommandError(`Interrupted. ${STATES[progress.state]}`, { cause: error });
    const explained = explainDisk(error, stage.folder);
    if (progress.state !== 'emptied' || !(explained instanceof CommandError)) throw explained;
    throw new CommandError(`${explained.message} ${STATES.emptied}`, { cause: error });
  } finally {
    await stage.clear();
  }
}

async function restoreStaged(
  url: string,
  { store, manifest, key, force = false, report = () => {}, signal }: RestoreOptions,
  stage: Stage,
  progress: { state: keyof typeof STATES },
): Promise<Restored> {
  const program = await withClient(url, async (client) => {
    const server = await readServer(client);
    refuseOlderServer(manifest, server.version);
    if (!force) await refuseOccupied(client);
    return findProgram('pg_restore', Number.parseInt(manifest.serverVersion, 10));
  });
  const path = await fetchFile({ store, manifest, stage, report, signal });
  signal?.throwIfAborted();
  await withClient(url, async (client) => {
    // A new database is open to every login of its server, which could then read the restored data.
    await closeDatabase(client);
    if (force) {
      await emptyDatabase(client);
      progress.state = 'emptied';
    }
    await ensureRoles(client, manifest.roles);
  });
  signal?.throwIfAborted();
  const environment = await libpqEnvironment(url, stage.folder);
  await runRestore({ program, path, environment, key: manifest.encryption ? key : null, manifest, report, signal });
  progress.state = 'uncompared';
  signal?.throwIfAborted();
  const checksums = await withClient(url, (client) =>
    inTransaction(client, () =>
      readTableChecksums(client, (table) => report(`comparing with the manifest, ${table}`), signal),
    ),
  );
  refuseDifference(manifest, checksums);
  const applied = manifest.schemaVersion === null ? [] : await deployMigrations(url, signal ? { signal } : {});
  // A new table has no statistics, so its first queries would get bad plans.
  await withClient(url, async (client) => {
    await client.query('ANALYZE');
    await admitRolesWithRights(client);
  });
  return { tables: Object.keys(checksums).length, rows: countRows(checksums), applied };
}

export function countRows(checksums: TableChecksums): number {
  return Object.values(checksums).reduce((sum, { rows }) => sum + rows, 0);
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

interface Fetch {
  store: Store;
  manifest: Manifest;
  stage: Stage;
  report: Report;
  signal: AbortSignal | undefined;
}

/** Downloads the file without decrypting it, and compares its hash with the manifest. */
async function fetchFile({ store, manifest: { name, file }, stage, report, signal }: Fetch): Promise<string> {
  const path = join(stage.folder, 'dump');
  const hash = createHash('sha256');
  const progress = counting(
    file.bytes,
    (how) => report(`fetching the file, ${how ?? 'all of it read'}`),
    (chunk) => hash.update(chunk),
  );
  await pipeline(await store.read(file.name), progress, createWriteStream(path, { mode: 0o600 }), { signal });
  if (hash.digest('hex') === file.sha256) return path;
  throw new CommandError(`The file of ${name} is not the one its manifest describes: it was altered or cut short.`);
}

/** A stream that passes bytes on and reports the progress; null at the end. */
function counting(
  total: number,
  tell: (how: string | null) => void,
  look: (chunk: Buffer) => void = () => {},
): Transform {
  const measure = measured(total);
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      look(chunk);
      bytes += chunk.length;
      tell(bytes < total ? measure(bytes) : null);
      done(null, chunk);
    },
  });
}

interface PgRestore {
  program: string;
  path: string;
  environment: Record<string, string>;
  key: BackupKey | null;
  manifest: Manifest;
  report: Report;
  signal: AbortSignal | undefined;
}

/** Runs in one transaction, so that a failed restore leaves nothing behind. */
async function runRestore({ program, path, environment, key, manifest, report, signal }: PgRestore): Promise<void> {
  const flags = ['--format=custom', '--no-owner', '--exit-on-error', '--single-transaction', '--no-password'];
  const child = spawn(program, [...flags, `--dbname=${environment.PGDATABASE}`], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  signal?.addEventListener('abort', () => child.kill(), { once: true });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  const ended = once(child, 'close');
  const tell = (how: string | null) => report(`restoring, ${how ?? 'all data read; indexes and keys are being built'}`);
  const counted = counting(manifest.file.bytes, tell);
  const opened = key ? decryption(key) : new PassThrough();
  const fed = pipeline(createReadStream(path), counted, opened, child.stdin).catch((error) => {
    // Killed, because pg_restore might take the end of its input for the end of the dump.
    child.kill('SIGKILL');
    return error as NodeJS.ErrnoException;
  });
  const [code] = await ended;
  const broken = await fed;
  // When pg_restore ends first, the pipe breaks (EPIPE), and its own error is the better one.
  if (broken && broken.code !== 'EPIPE') throw broken;
  if (code !== 0) throw new CommandError(`pg_restore failed: ${errorMessageIn(errors)}`);
}

function refuseDifference({ name, tables }: Manifest, checksums: TableChecksums): void {
  const differences = compareTables(tables, checksums);
  if (differences.length === 0) return;
  throw new CommandError(`The database is not what ${name} was: ${differences.join(' ')}`);
}
