/** An operator's shell still names production's database: neither `npm start` nor `npm test` changes anything there. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFailed, onTestFinished, test } from 'vitest';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import { freePort } from '../../migrations-runner/command-line/ports.ts';
import { withClient } from '../../migrations-runner/database/connection.ts';
import { deployMigrations } from '../../migrations-runner/migrations/migrate.ts';
import { type PostgresServer, startPostgres } from '../../migrations-runner/postgres/server.ts';
import { closeDatabase } from '../../migrations-runner/roles/database-access.ts';
import { giveWorkerLogin } from '../../migrations-runner/roles/worker-login.ts';
import { seedDatabase } from '../../migrations-runner/seed/index.ts';
import { column } from '../migrations-runner/support/scratch.ts';
import { start } from './support/start.ts';

const encryptionKey = randomBytes(32).toString('base64');
let folder: string;
let server: PostgresServer;
let url: string;
let workerUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cerberus-production-'));
  await chmod(folder, 0o755);
  server = await startPostgres({ folder: join(folder, 'postgres'), password: 'admin', durable: false });
  await column(server.urlOf('postgres'), 'CREATE DATABASE production');
  url = server.urlOf('production');
  await deployMigrations(url);
  await seedDatabase(url, { encryptionKey, development: false });
  workerUrl = await giveWorkerLogin(url, 'of-production');
  await withClient(url, closeDatabase);
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Whatever belongs to the server, and whatever people and clients there are; the Worker's login must work for it. */
async function everything(): Promise<unknown> {
  expect(await column(workerUrl, 'SELECT session_user::text')).toEqual(['cerberus_worker_production']);
  const texts = [
    'SELECT row_to_json(pg_authid)::text FROM pg_authid ORDER BY oid',
    'SELECT row_to_json(pg_auth_members)::text FROM pg_auth_members ORDER BY roleid, member',
    `SELECT concat_ws(' ', datname, datacl, shobj_description(oid, 'pg_database')) FROM pg_database ORDER BY oid`,
    'SELECT row_to_json(organisations)::text FROM organisations',
    'SELECT row_to_json(users)::text FROM users',
    'SELECT row_to_json(clients)::text FROM clients',
    'SELECT row_to_json(jwks)::text FROM jwks ORDER BY kid',
  ];
  return Promise.all(texts.map((sql) => column(url, sql)));
}

/** What such a shell says. */
const shell = () => ({
  DATABASE_URL: url,
  SECRET_ENCRYPTION_KEY: encryptionKey,
  WORKER_DATABASE_PASSWORD: 'another-password',
});

test('npm start refuses it, and nothing has changed', async () => {
  const before = await everything();
  const started = start(join(folder, 'data'), await freePort(), { environment: shell() });
  expect(await started.ended).toBe(1);
  expect(started.output()).toMatch(
    /^The database "production" at [^ ]+ is not marked as development, and [^\n]* add -- --adopt\.\n$/,
  );
  expect(await everything()).toEqual(before);
});

test('npm test uses a PostgreSQL of its own, and nothing has changed', async () => {
  const before = await everything();
  const { PATH, HOME } = process.env;
  const command = [join(ROOT, 'migrations-runner/bootstrap/bootstrap.mjs'), 'test', 'test/lib/slug.test.ts'];
  const child = spawn(process.execPath, command, { cwd: ROOT, env: { PATH, HOME, ...shell() } as NodeJS.ProcessEnv });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  onTestFailed(() => console.error(output));
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(output).toContain('the tests leave its server alone');
  expect(output).toMatch(/\d+ passed, 0 failed/);
  expect(await everything()).toEqual(before);
});

test('npm start that waits for another runner ends when it is told to', async () => {
  await column(server.urlOf('postgres'), 'CREATE DATABASE waiting');
  const environment = { ...shell(), DATABASE_URL: server.urlOf('waiting') };
  await withClient(environment.DATABASE_URL, async (runner) => {
    // As a runner at work holds it.
    await runner.query('SELECT pg_advisory_lock(1128616522)');
    const started = start(join(folder, 'data'), await freePort(), { environment, args: ['--adopt'] });
    await expect.poll(started.output, { timeout: 60_000 }).toContain('Another runner is migrating this database');
    started.terminate();
    await started.ended;
    expect(await column(environment.DATABASE_URL, `SELECT to_regclass('users')::text`)).toEqual([null]);
  });
});

test('npm start on a database that somebody adopts leaves the login of its Worker alone', async () => {
  const [login] = await column(url, `SELECT rolpassword FROM pg_authid WHERE rolname = 'cerberus_worker_production'`);
  const started = start(join(folder, 'data'), await freePort(), { environment: shell(), args: ['--adopt'] });
  onTestFailed(() => console.error(started.output()));
  onTestFinished(async () => {
    started.terminate();
    await started.ended;
  });
  await started.running();
  expect(await column(workerUrl, 'SELECT session_user::text')).toEqual(['cerberus_worker_production']);
  expect(await column(url, `SELECT rolpassword FROM pg_authid WHERE rolname = 'cerberus_worker_production'`)).toEqual([
    login,
  ]);
  expect(await column(url, `SELECT rolname FROM pg_roles WHERE rolname LIKE 'cerberus\\_start\\_%'`)).toEqual([
    'cerberus_start_production',
  ]);
});
