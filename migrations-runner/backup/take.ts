/** Takes a backup: the dump and the checksums of the tables come from one snapshot. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import type { Report } from '../command-line/progress.ts';
import { withClient } from '../database/connection.ts';
import { backupName, databaseOf, listNames } from './catalogue.ts';
import { encryption } from './encryption.ts';
import type { BackupKey } from './keys.ts';
import { libpqEnvironment } from './libpq.ts';
import { type Manifest, manifestFileName, newManifest, parseManifest, writeManifest } from './manifest.ts';
import { errorMessageIn, findProgram } from './programs.ts';
import { measured } from './progress.ts';
import { readRoles } from './roles.ts';
import { explainDisk } from './stage.ts';
import type { Store } from './store.ts';
import { readTableChecksums } from './table-checksums.ts';

interface TakeOptions {
  report?: Report;
  /** Ends the backup early; incomplete files are removed. */
  signal?: AbortSignal;
}

export async function takeBackup(
  url: string,
  store: Store,
  key: BackupKey | null,
  { report = () => {}, signal }: TakeOptions = {},
): Promise<Manifest> {
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  const now = new Date();
  const name = backupName(database, now);
  return withClient(url, async (client) => {
    const server = await readServer(client);
    const program = findProgram('pg_dump', server.major);
    const measure = measured(await lastSize(store, database));
    const stage = await store.stage();
    try {
      const path = join(stage.folder, 'dump');
      const environment = await libpqEnvironment(url, stage.folder);
      const onBytes = (bytes: number) => report(measure(bytes));
      const { file, facts } = await dumpSnapshot(client, { program, environment, path, key, onBytes, signal });
      const manifest = newManifest({
        name,
        database,
        takenAt: now.toISOString(),
        serverVersion: server.version,
        file: { name: `${name}.dump${key ? '.enc' : ''}`, ...file },
        encryption: key && { cipher: 'AES-256-GCM', keyId: key.id },
        ...facts,
      });
      report('storing the file');
      await store.put(path, manifest.file.name, signal);
      await store.putText(manifestFileName(name), writeManifest(manifest, key));
      return manifest;
    } catch (error) {
      if (!signal?.aborted) throw explainDisk(error, stage.folder);
      throw new CommandError('Interrupted: no backup was made, and what was half written is removed.');
    } finally {
      await stage.clear();
    }
  });
}

interface Dump {
  program: string;
  environment: Record<string, string>;
  path: string;
  key: BackupKey | null;
  onBytes: (bytes: number) => void;
  signal: AbortSignal | undefined;
}

/** The dump and the checksums read the same snapshot. If one fails, both are given up. */
async function dumpSnapshot(client: Client, { program, environment, path, key, onBytes, signal }: Dump) {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const snapshot = await exportSnapshot(client);
  signal?.throwIfAborted();
  const dump = startDump(program, snapshot, environment);
  signal?.addEventListener('abort', () => dump.kill(), { once: true });
  const both = Promise.all([writeDump(dump, path, key, onBytes), readFacts(client)]);
  const [file, facts] = await both.catch((error) => {
    dump.kill();
    throw error;
  });
  await client.query('COMMIT');
  signal?.throwIfAborted();
  return { file, facts };
}

/** The bytes of the last backup of the same database: the estimate for the new one. */
async function lastSize(store: Store, database: string): Promise<number | null> {
  const own = databaseOf(backupName(database, new Date()));
  try {
    const last = (await listNames(store)).find((name) => databaseOf(name) === own);
    return last === undefined ? null : parseManifest(await store.readText(manifestFileName(last)), last).file.bytes;
  } catch {
    // Only for the progress display; a faulty store fails later, when it is written.
    return null;
  }
}

export async function readServer(client: Client): Promise<{ version: string; major: number }> {
  const { rows } = await client.query('SHOW server_version');
  const version = String(rows[0].server_version).split(' ')[0] ?? '';
  return { version, major: Number.parseInt(version, 10) };
}

async function exportSnapshot(client: Client): Promise<string> {
  const { rows } = await client.query('SELECT pg_export_snapshot() AS id');
  return rows[0].id;
}

async function readFacts(client: Client) {
  const tables = await readTableChecksums(client).catch((error) => {
    throw new CommandError(`The tables cannot be read: ${error.message}.`, { cause: error });
  });
  return { schemaVersion: await readSchemaVersion(client), roles: await readRoles(client), tables };
}

async function readSchemaVersion(client: Client): Promise<string | null> {
  const history = await client.query(`SELECT to_regclass('_prisma_migrations') AS oid`);
  if (history.rows[0].oid === null) return null;
  const { rows } = await client.query(`SELECT max(migration_name) AS name FROM _prisma_migrations
                                       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`);
  return rows[0].name;
}

function startDump(program: string, snapshot: string, environment: Record<string, string>): ChildProcess {
  const flags = ['--format=custom', `--snapshot=${snapshot}`, '--no-password', '--lock-wait-timeout=60s'];
  return spawn(program, flags, { env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function writeDump(dump: ChildProcess, path: string, key: BackupKey | null, onBytes: (bytes: number) => void) {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  let errors = '';
  dump.stderr?.on('data', (chunk) => (errors += chunk));
  const ended = once(dump, 'close');
  await pipeline(
    dump.stdout as Readable,
    key ? encryption(key) : new PassThrough(),
    measure,
    createWriteStream(path, { mode: 0o600 }),
  );
  const [code] = await ended;
  if (code !== 0) throw new CommandError(`pg_dump failed: ${errorMessageIn(errors)}`);
  return { bytes, sha256: hash.digest('hex') };
}
