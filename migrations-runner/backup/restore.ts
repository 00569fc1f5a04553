/** Gives a database back as it was, and proves it. */
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
import { type Census, compareCensus, readTableNames, takeCensus } from './census.ts';
import { decryption } from './encryption.ts';
import type { BackupKey } from './keys.ts';
import { libpqEnvironment } from './libpq.ts';
import type { Manifest } from './manifest.ts';
import { complaintIn, findProgram } from './programs.ts';
import { measured } from './progress.ts';
import { ensureRoles } from './roles.ts';
import { explainDisk, type Stage } from './stage.ts';
import type { Store } from './store.ts';
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
  /** Ends it as soon as may be, and tells what is in the database then. */
  signal?: AbortSignal;
}

/** What is in the database when a restore ends early, as a sentence. */
const LEFT = {
  untouched: 'The database is as it was.',
  emptied: 'The database is empty now: restore again.',
  unproven: 'The database holds the backup, but was not compared with it: restore again with --force.',
} as const;

/** Everything that can be refused is refused before the database is touched. */
export async function restoreBackup(url: string, options: RestoreOptions): Promise<Restored> {
  const { store, manifest, signal } = options;
  await refuseUnknownSchema(manifest);
  const stage = await store.stage();
  const progress: { left: keyof typeof LEFT } = { left: 'untouched' };
  try {
    return await restoreStaged(url, options, stage, progress);
  } catch (error) {
    if (signal?.aborted) throw new CommandError(`Interrupted. ${LEFT[progress.left]}`, { cause: error });
    const explained = explainDisk(error, stage.folder);
    if (progress.left !== 'emptied' || !(explained instanceof CommandError)) throw explained;
    throw new CommandError(`${explained.message} ${LEFT.emptied}`, { cause: error });
  } finally {
    await stage.clear();
  }
}

async function restoreStaged(
  url: string,
  { store, manifest, key, force = false, report = () => {}, signal }: RestoreOptions,
  stage: Stage,
  progress: { left: keyof typeof LEFT },
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
    // A new database is open to every login of its server, and so would be what is restored into it.
    await closeDatabase(client);
    if (force) {
      await emptyDatabase(client);
      progress.left = 'emptied';
    }
    await ensureRoles(client, manifest.roles);
  });
  signal?.throwIfAborted();
  const environment = await libpqEnvironment(url, stage.folder);
  await runRestore({ program, path, environment, key: manifest.encryption ? key : null, manifest, report, signal });
  progress.left = 'unproven';
  signal?.throwIfAborted();
  const census = await withClient(url, (client) =>
    inTransaction(client, () => takeCensus(client, (table) => report(`comparing with the manifest, ${table}`), signal)),
  );
  refuseDifference(manifest, census);
  const applied = manifest.schemaVersion === null ? [] : await deployMigrations(url, signal ? { signal } : {});
  // A fresh table has no statistics, and its first queries would be planned blindly.
  await withClient(url, async (client) => {
    await client.query('ANALYZE');
    await admitRolesWithRights(client);
  });
  return { tables: Object.keys(census).length, rows: countRows(census), applied };
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

interface Fetch {
  store: Store;
  manifest: Manifest;
  stage: Stage;
  report: Report;
  signal: AbortSignal | undefined;
}

/** Brings the file here as it is, encrypted or not, and compares it with the manifest. */
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

/** Lets bytes through, and tells how many of them; null at the end. */
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

/** One transaction: a restore that fails leaves nothing behind. */
async function runRestore({ program, path, environment, key, manifest, report, signal }: PgRestore): Promise<void> {
  const flags = ['--format=custom', '--no-owner', '--exit-on-error', '--single-transaction', '--no-password'];
  const child = spawn(program, [...flags, `--dbname=${environment.PGDATABASE}`], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  signal?.addEventListener('abort', () => child.kill(), { once: true });
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += chunk));
  const ended = once(child, 'close');
  const tell = (how: string | null) => report(`restoring, ${how ?? 'all data read; indexes and keys are being built'}`);
  const counted = counting(manifest.file.bytes, tell);
  const opened = key ? decryption(key) : new PassThrough();
  const fed = pipeline(createReadStream(path), counted, opened, child.stdin).catch((error) => {
    // Not the end of its input, which it might take for the end of the dump.
    child.kill('SIGKILL');
    return error as NodeJS.ErrnoException;
  });
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
