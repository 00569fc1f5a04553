/**
 * Backups of real databases. pg_dump and pg_restore belong to PostgreSQL and cannot come from npm: where they are
 * missing, the only thing to test is that every command says so. The names tell which of the two ran.
 */

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCatalogue } from '../../../migrations-runner/backup/catalogue.ts';
import { openStore } from '../../../migrations-runner/backup/open-store.ts';
import { findProgram } from '../../../migrations-runner/backup/programs.ts';
import { takeBackup } from '../../../migrations-runner/backup/take.ts';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import { startPostgres } from '../../../migrations-runner/postgres/server.ts';
import { giveWorkerLogin } from '../../../migrations-runner/roles/worker-login.ts';
import { backupFolder, endlessRestore, havePrograms, SERVER_MAJOR } from '../support/backup-programs.ts';
import { runCommand, startCommand } from '../support/command-line.ts';
import { copyOfPrisma, laterMigration } from '../support/prisma-copy.ts';
import { startS3 } from '../support/s3-server.ts';
import { column, execute, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const KEY = randomBytes(32).toString('base64');
/** Everything that a restore must give back beside the rows. */
const RIGHTS = `
  SELECT concat_ws(' ', 'policy', tablename, policyname, roles, qual, with_check) FROM pg_policies
  UNION ALL SELECT concat_ws(' ', 'grant', table_name, grantee, privilege_type) FROM information_schema.role_table_grants
    WHERE grantee LIKE 'cerberus\\_%'
  UNION ALL SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT concat_ws(' ', 'security', relname, relrowsecurity) FROM pg_class WHERE relnamespace = 'public'::regnamespace
  ORDER BY 1`;

/** A seeded database with one encrypted backup of it. */
async function withBackup() {
  const url = await seededDatabase();
  const folder = await backupFolder();
  const environment = { BACKUP_STORE: folder, BACKUP_ENCRYPTION_KEY: KEY };
  const run = (args: string[], target = url, changes: Record<string, string> = {}) =>
    runCommand(args, { DATABASE_URL: target, ...environment, ...changes });
  const taken = await run(['backup', '--json']);
  expect(taken).toMatchObject({ code: 0, error: '' });
  const manifest = JSON.parse(taken.output);
  return { url, folder, run, manifest, path: join(folder, manifest.file.name) };
}

const emptyTables = (url: string) =>
  column(url, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`);

function withPrograms(): void {
  test('a database that was lost comes back with its rows, policies, grants and indexes', async () => {
    const { url, run, manifest } = await withBackup();
    expect(manifest).toMatchObject({
      format: 1,
      serverVersion: expect.stringMatching(/^\d+\.\d+/),
      schemaVersion: (await column(url, 'SELECT max(migration_name) FROM _prisma_migrations'))[0],
      encryption: { cipher: 'AES-256-GCM' },
      tables: { 'public.users': { rows: 1, checksum: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    });
    const rights = await column(url, RIGHTS);
    await column(url, 'DROP SCHEMA public CASCADE');
    await column(url, 'CREATE SCHEMA public');
    const restored = await run(['restore', 'latest']);
    expect(restored).toMatchObject({ code: 0, error: '', output: expect.stringContaining('all as they were') });
    expect(await column(url, RIGHTS)).toEqual(rights);
    expect(await column(url, 'SELECT email FROM users')).toEqual(['owner@demo.example']);
    expect(await run(['status'])).toMatchObject({ code: 0 });
  });

  test('a backup under write load is one moment: not a transfer is half in it', async () => {
    const url = await scratchDatabase();
    await column(url, 'CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL)');
    await column(url, 'CREATE TABLE transfers (source int NOT NULL, target int NOT NULL, amount bigint NOT NULL)');
    await column(url, `INSERT INTO accounts SELECT n, 1000 FROM generate_series(1, 50) n`);
    // Ballast, so that the dump takes a while and reads the tables at different times.
    await column(
      url,
      `CREATE TABLE ballast AS SELECT n, repeat(md5(n::text), 20) AS text FROM generate_series(1, 60000) n`,
    );
    const folder = await backupFolder();
    const environment = { DATABASE_URL: url, BACKUP_STORE: folder };
    const load = startTransfers(url);
    await expect.poll(load.count).toBeGreaterThan(0);
    const before = load.count();
    const taken = await runCommand(['backup'], environment);
    const during = load.count() - before;
    await load.stop();
    expect(taken).toMatchObject({ code: 0, error: '' });
    expect(during).toBeGreaterThan(20);
    const target = await scratchDatabase();
    expect(await runCommand(['restore', 'latest'], { ...environment, DATABASE_URL: target })).toMatchObject({
      code: 0,
    });
    expect(await column(target, 'SELECT sum(balance)::int FROM accounts')).toEqual([50_000]);
    const wrong = `SELECT id FROM accounts WHERE balance <> 1000
      + (SELECT coalesce(sum(amount), 0) FROM transfers WHERE target = id) - (SELECT coalesce(sum(amount), 0) FROM transfers WHERE source = id)`;
    expect(await column(target, wrong)).toEqual([]);
    expect(Number((await column(target, 'SELECT count(*) FROM transfers'))[0])).toBeGreaterThan(0);
  });

  test('an encrypted backup opens with its key only, and tells nothing without it', async () => {
    const { run, path } = await withBackup();
    const target = await scratchDatabase();
    const other = randomBytes(32).toString('base64');
    const restore = (key: string) => run(['restore', 'latest'], target, { BACKUP_ENCRYPTION_KEY: key });
    expect((await restore('')).error).toMatch(/^The backup \S+ is encrypted: set BACKUP_ENCRYPTION_KEY\.\n$/);
    expect((await restore(other)).error).toMatch(/^The backup \S+ is encrypted under another key \(\w+\) than .*\.\n$/);
    expect((await readFile(path)).includes('owner@demo.example')).toBe(false);
    expect(await emptyTables(target)).toEqual([]);
  });

  test('a backup that was altered is refused before the database is touched', async () => {
    const { run, folder, path, manifest } = await withBackup();
    const target = await scratchDatabase();
    const manifestPath = join(folder, `${manifest.name}.json`);
    await copyFile(path, `${path}.good`);
    const bytes = await readFile(path);
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect((await run(['restore', 'latest'], target)).error).toContain('is not the one its manifest describes');
    await copyFile(`${path}.good`, path);
    await truncate(path, 6000);
    expect((await run(['restore', 'latest'], target)).error).toContain('is not the one its manifest describes');
    await copyFile(`${path}.good`, path);
    const text = await readFile(manifestPath, 'utf8');
    await writeFile(manifestPath, text.replace('"rows": 1,', '"rows": 2,'));
    expect((await run(['restore', 'latest'], target)).error).toContain('was altered: do not trust this backup');
    await writeFile(manifestPath, text.slice(0, 200));
    expect((await run(['restore', 'latest'], target)).error).toContain('is not JSON');
    expect(await emptyTables(target)).toEqual([]);
    await writeFile(manifestPath, text);
    expect(await run(['restore', 'latest'], target)).toMatchObject({ code: 0 });
  });

  test('in the clear, a manifest that promises something else than the dump holds is noticed after the restore', async () => {
    const { url, folder, run } = await withBackup();
    const clear = { BACKUP_ENCRYPTION_KEY: '' };
    expect((await run(['backup'], url, clear)).output).toContain('It is not encrypted');
    const {
      backups: [newest],
    } = await readCatalogue(openStore(folder));
    const path = join(folder, `${newest?.name}.json`);
    await writeFile(path, (await readFile(path, 'utf8')).replace(/("public.users": \{\s+"rows": )1/, '$12'));
    const { code, error } = await run(['restore', 'latest'], await scratchDatabase(), clear);
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringContaining('public.users has 1 rows instead of 2.'),
    });
  });

  test('a database that is not empty is left alone, unless --force says to replace it', async () => {
    const { run } = await withBackup();
    const target = await scratchDatabase();
    await column(target, 'CREATE TABLE precious (id int)');
    expect((await run(['restore', 'latest'], target)).error).toMatch(
      /^The database is not empty \(1 tables\): .* --force .*\n$/,
    );
    expect(await column(target, `SELECT to_regclass('precious')::text`)).toEqual(['precious']);
    expect(await run(['restore', 'latest', '--force'], target)).toMatchObject({ code: 0 });
    expect(await column(target, `SELECT to_regclass('precious')::text`)).toEqual([null]);
  });

  test('a backup of an older schema gets the newer migrations; one of a newer schema is refused', async () => {
    const { url, folder, run } = await withBackup();
    const prisma = await copyOfPrisma();
    const later = laterMigration('add_city');
    await prisma.write(later, 'ALTER TABLE users ADD COLUMN city text;');
    const environment = { BACKUP_STORE: folder, BACKUP_ENCRYPTION_KEY: KEY };
    const target = await scratchDatabase();
    const restored = await prisma.run(target, ['restore', 'latest'], environment);
    expect(restored).toMatchObject({ code: 0, output: expect.stringContaining(`Applied ${later}`) });
    await prisma.run(url, ['deploy']);
    await prisma.run(url, ['backup'], environment);
    const refused = await run(['restore', 'latest'], await scratchDatabase());
    expect(refused.error).toContain(`has the schema of ${later}, which this code does not know`);
  });

  test('the drill restores, compares and leaves no database behind', async () => {
    const { url, run, manifest } = await withBackup();
    const databases = () =>
      column(url, `SELECT datname FROM pg_database WHERE datname LIKE 'cerberus\\_test\\_%' ORDER BY 1`);
    const before = await databases();
    const { code, output } = await run(['verify', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ ok: true, name: manifest.name, rows: expect.any(Number), applied: [] });
    expect(await databases()).toEqual(before);
    expect((await run(['verify', 'no-such'])).error).toMatch(/^There is no backup no-such in .*\.\n$/);
    expect((await run(['restore'])).error).toContain('Say which backup');
  });

  test('older backups are removed, the newest never, and the list shows what is there', async () => {
    const { url, folder, run, manifest } = await withBackup();
    const old = manifest.name.replace(/-.*/, '-20200101T000000000Z');
    for (const file of await readdir(folder))
      await copyFile(join(folder, file), join(folder, file.replace(manifest.name, old)));
    expect((await run(['list', '--json'])).output).toContain(manifest.name);
    const { output } = await run(['backup', '--keep', '30d']);
    expect(output).toContain(`Removed ${old}`);
    const { output: rows } = await run(['list']);
    expect(rows.trim().split('\n')).toHaveLength(2);
    expect(rows).toContain('encrypted  PostgreSQL');
    expect((await readdir(folder)).filter((file) => file.startsWith(old))).toEqual([]);
    expect((await run(['backup', '--keep', 'for ever'], url)).error).toContain('--keep takes an age');
  });

  test('a bucket serves as well as a folder', async () => {
    const url = await seededDatabase();
    const s3 = await startS3();
    const environment = {
      DATABASE_URL: url,
      BACKUP_ENCRYPTION_KEY: KEY,
      BACKUP_STORE: 's3://backups/cerberus',
      ...s3.environment,
    };
    expect(await runCommand(['backup'], environment)).toMatchObject({ code: 0, error: '' });
    expect([...s3.objects.keys()].every((key) => key.startsWith('backups/cerberus/cerberus_scratch_'))).toBe(true);
    expect(await runCommand(['verify'], environment)).toMatchObject({ code: 0, error: '' });
    expect((await runCommand(['list', '--from', 's3://backups/elsewhere'], environment)).output).toContain(
      'There is no backup',
    );
  });

  test('on a new server the roles are made first, without a login and without powers', async () => {
    const { folder } = await withBackup();
    const data = await mkdtemp(join(tmpdir(), 'cerberus-new-server-'));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    await chmod(data, 0o755);
    const server = await startPostgres({ folder: join(data, 'data'), password: 'new', durable: false });
    onTestFinished(() => server.stop());
    const major = await column<number>(
      server.urlOf('postgres'),
      `SELECT current_setting('server_version_num')::int / 10000`,
    );
    // A backup cannot go back in time, should the tests run on a newer server than the embedded one.
    if ((major[0] ?? 0) < SERVER_MAJOR) return;
    await column(server.urlOf('postgres'), 'CREATE DATABASE cerberus');
    const url = urlOfDatabase(server.urlOf('postgres'), 'cerberus');
    const environment = { DATABASE_URL: url, BACKUP_STORE: folder, BACKUP_ENCRYPTION_KEY: KEY };
    expect(await runCommand(['restore', 'latest'], environment)).toMatchObject({ code: 0, error: '' });
    // Nobody else's login on that server finds it open.
    expect(await column(url, `SELECT has_database_privilege('public', current_database(), 'CONNECT')`)).toEqual([
      false,
    ]);
    const roles = `SELECT concat_ws(' ', rolname, rolcanlogin, rolinherit, rolsuper, rolbypassrls) FROM pg_roles WHERE rolname LIKE 'cerberus\\_%' ORDER BY 1`;
    expect(await column(url, roles)).toEqual(['cerberus_system f f f f', 'cerberus_worker f f f f']);
    const workerUrl = await giveWorkerLogin(url, 'a-long-password');
    expect(await column(workerUrl, 'SELECT email FROM users')).toEqual([]);
    const asSystem = (await withClient(workerUrl, async (client) => {
      await client.query('BEGIN; SET LOCAL ROLE cerberus_system');
      return client.query('SELECT email FROM users');
    })) as { rows: unknown[] };
    expect(asSystem.rows).toEqual([{ email: 'owner@demo.example' }]);
  });

  test('an interrupted backup says so, and nothing half-written stays', async () => {
    const url = await seededDatabase();
    const folder = await backupFolder();
    // pg_dump waits for this lock.
    const holder = new Client({ connectionString: url });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    const backup = startCommand(['backup'], { DATABASE_URL: url, BACKUP_STORE: folder });
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect.poll(() => column(url, waiting), { timeout: 60_000 }).not.toEqual([]);
    expect(await readdir(folder)).toHaveLength(1);
    backup.child.kill('SIGINT');
    expect(await backup.ended).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^Interrupted: no backup was made/),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('an interrupted restore says what is in the database', async () => {
    const { run, folder } = await withBackup();
    const target = await seededDatabase();
    const { programs, started } = await endlessRestore();
    const restore = startCommand(['restore', 'latest', '--force'], {
      DATABASE_URL: target,
      BACKUP_STORE: folder,
      BACKUP_ENCRYPTION_KEY: KEY,
      PG_BIN: programs,
    });
    await started();
    restore.child.kill('SIGTERM');
    expect(await restore.ended).toMatchObject({
      code: 1,
      error: 'Interrupted. The database is empty now: restore again.\n',
    });
    expect(await emptyTables(target)).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(await run(['restore', 'latest'], target)).toMatchObject({ code: 0, error: '' });
  });

  test('a full disk is one sentence', async () => {
    const folder = await backupFolder();
    // The device that is always full, in the place of the file.
    await symlink('/dev/full', join(folder, 'dump'));
    const full = { ...openStore(folder), stage: async () => ({ folder, clear: async () => {} }) };
    await expect(takeBackup(await seededDatabase(), full, null)).rejects.toThrow(
      `The disk is full: there is no room left in ${folder}. What was half written is removed.`,
    );
  });

  test('a plain pg_dump goes to a new server after the roles; without them status and doctor say what was lost', async () => {
    const folder = await backupFolder();
    const data = await backupFolder();
    await chmod(data, 0o755);
    const server = await startPostgres({ folder: join(data, 'data'), password: 'new', durable: false });
    onTestFinished(() => server.stop());
    const run = promisify(execFile);
    const file = join(folder, 'plain.dump');
    await run(findProgram('pg_dump', SERVER_MAJOR), ['-Fc', `--file=${file}`, await seededDatabase()]);
    const restore = (database: string, ...flags: string[]) =>
      run(findProgram('pg_restore', SERVER_MAJOR), [
        '--no-owner',
        ...flags,
        `--dbname=${server.urlOf(database)}`,
        file,
      ]);
    await execute(server.urlOf('postgres'), 'CREATE DATABASE bare');
    // It tells of what it could not do, and goes on.
    await restore('bare').catch(() => {});
    const status = await runCommand(['status'], { DATABASE_URL: server.urlOf('bare') });
    expect(status).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^\d+ of \d+ tables have row-level security and no policy, .*\n$/),
    });
    const doctor = ['doctor', '--only', 'tenant-tables', '--json'];
    const found = JSON.parse((await runCommand(doctor, { DATABASE_URL: server.urlOf('bare') })).output).findings;
    expect(found).toEqual([expect.objectContaining({ what: status.output.trim() })]);
    for (const sql of [
      'CREATE ROLE cerberus_system NOLOGIN NOINHERIT',
      'CREATE ROLE cerberus_worker NOLOGIN NOINHERIT',
      'GRANT cerberus_system TO cerberus_worker',
      'CREATE DATABASE whole',
    ])
      await execute(server.urlOf('postgres'), sql);
    await restore('whole', '--exit-on-error', '--single-transaction');
    expect((await runCommand(['status'], { DATABASE_URL: server.urlOf('whole') })).output).toBe(
      'The database is up to date.\n',
    );
    expect(JSON.parse((await runCommand(doctor, { DATABASE_URL: server.urlOf('whole') })).output).findings).toEqual([]);
  });

  test('what pg_dump complains about is passed on, and nothing half-done stays', async () => {
    const url = await seededDatabase();
    const folder = await backupFolder();
    await column(
      url,
      `DO $$ BEGIN CREATE ROLE reader_without_rights LOGIN PASSWORD 'reader'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    const reader = new URL(url);
    reader.username = 'reader_without_rights';
    reader.password = 'reader';
    const { code, error } = await runCommand(['backup'], { DATABASE_URL: reader.toString(), BACKUP_STORE: folder });
    await column(url, 'DROP ROLE reader_without_rights');
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('permission denied') });
    expect(error.trim().split('\n')).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });
}

function startTransfers(url: string) {
  let running = true;
  let count = 0;
  const writer = () =>
    withClient(url, async (client) => {
      while (running) {
        const source = 1 + Math.floor(Math.random() * 50);
        const target = (source % 50) + 1;
        await client.query('BEGIN');
        // Always the smaller number first: two transfers that lock in opposite orders would wait for each other.
        for (const id of [source, target].sort((a, b) => a - b)) {
          await client.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [id, id === target ? 7 : -7]);
        }
        await client.query('INSERT INTO transfers VALUES ($1, $2, 7)', [source, target]);
        await client.query('COMMIT');
        count++;
      }
    });
  const writers = [writer(), writer(), writer()];
  return {
    count: () => count,
    stop: async () => {
      running = false;
      await Promise.all(writers);
    },
  };
}

function withoutPrograms(): void {
  test.each([
    ['pg_dump', 'backup'],
    ['pg_restore', 'restore', 'latest'],
    ['pg_restore', 'verify'],
  ])('which %s is needed, and how to get it, says %s', async (program, ...args) => {
    const folder = await backupFolder();
    await writeFile(join(folder, 'app-20260101T000000000Z.json'), JSON.stringify(EMPTY_BACKUP));
    const environment = { DATABASE_URL: await scratchDatabase(), BACKUP_STORE: folder };
    const { code, error } = await runCommand(args, environment);
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringMatching(
        new RegExp(
          `^${program} of PostgreSQL ${SERVER_MAJOR} or newer is needed and .* found: install it \\(Debian: .*\\)`,
        ),
      ),
    });
  });
}

/** Enough of a manifest to get as far as looking for the program. */
const EMPTY_BACKUP = {
  format: 1,
  name: 'app-20260101T000000000Z',
  schemaVersion: null,
  serverVersion: `${SERVER_MAJOR}.0`,
  file: { name: 'app-20260101T000000000Z.dump', bytes: 0, sha256: '' },
  encryption: null,
  roles: [],
  tables: {},
};

if (havePrograms())
  describe(`pg_dump ${SERVER_MAJOR} is on this machine: backups are taken and restored`, withPrograms);
else describe(`pg_dump ${SERVER_MAJOR} is not on this machine: the commands say so`, withoutPrograms);
