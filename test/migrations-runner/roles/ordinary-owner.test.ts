/** Providers give no superuser: the owner has its database, CREATEROLE and CREATEDB, as docs/database.md says. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../../migrations-runner/backup/programs.ts';
import { urlOfDatabase } from '../../../migrations-runner/database/connection.ts';
import { startPostgres } from '../../../migrations-runner/postgres/server.ts';
import { runCommand } from '../support/command-line.ts';
import { column, execute } from '../support/scratch.ts';

/** A new server: roles belong to it, and this one has none of ours. */
async function newServer() {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-owner-'));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = await startPostgres({ folder: join(folder, 'data'), password: 'admin', durable: false });
  onTestFinished(() => server.stop());
  return server;
}

async function ordinaryOwner(): Promise<string> {
  const server = await newServer();
  await column(server.urlOf('postgres'), `CREATE ROLE cerberus LOGIN PASSWORD 'owner' CREATEROLE CREATEDB`);
  for (const name of ['cerberus', 'second'])
    await column(server.urlOf('postgres'), `CREATE DATABASE ${name} OWNER cerberus`);
  const url = new URL(server.urlOf('cerberus'));
  url.username = 'cerberus';
  url.password = 'owner';
  url.search = '?schema=public&connection_limit=10&pool_timeout=20';
  return url.toString();
}

test('missing rights are told before anything is applied, with the SQL that gives them', async () => {
  const server = await newServer();
  const admin = server.urlOf('postgres');
  // As the guides of other projects make it.
  await execute(admin, `CREATE ROLE "app-user" LOGIN PASSWORD 'owner'`);
  await execute(admin, 'CREATE DATABASE app');
  await execute(admin, 'GRANT ALL PRIVILEGES ON DATABASE app TO "app-user"');
  await execute(server.urlOf('app'), 'REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  const url = new URL(server.urlOf('app'));
  url.username = 'app-user';
  url.password = 'owner';
  const run = (...args: string[]) => runCommand(args, { DATABASE_URL: url.toString() });
  const { code, error } = await run('deploy');
  expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/^The role "app-user" lacks .*;\n$/) });
  const sql = /run: (.*;)/.exec(error)?.[1] ?? '';
  expect(sql).toBe('GRANT USAGE, CREATE ON SCHEMA public TO "app-user"; ALTER ROLE "app-user" CREATEROLE;');
  expect((await run('doctor', '--only', 'migrations')).output).toContain(`→ As a superuser: ${sql} then`);
  await execute(server.urlOf('app'), sql);
  expect(await run('deploy')).toMatchObject({ code: 0, error: '' });
  expect(await run('dev', '--name', 'nothing', '--adopt')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^dev compares .* ALTER ROLE "app-user" CREATEDB;\n$/),
  });
  await execute(admin, 'ALTER DATABASE app SET default_transaction_read_only = on');
  expect(await run('dev', '--name', 'nothing', '--adopt')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^The database app only reads/),
  });
});

const haveDump = (() => {
  try {
    return findProgram('pg_dump', 15) !== '';
  } catch {
    return false;
  }
})();

test(`an owner without superuser, and a URL with Prisma's parameters, serve every command (${haveDump ? 'with' : 'without'} pg_dump)`, async () => {
  const url = await ordinaryOwner();
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-backups-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const environment = {
    ENVIRONMENT: 'development',
    SECRET_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    BACKUP_STORE: folder,
  };
  const expectSuccess = async (target: string, ...args: string[]) => {
    const outcome = await runCommand(args, { DATABASE_URL: target, ...environment });
    expect({ args, ...outcome }, outcome.output).toMatchObject({ code: 0, error: '' });
    return outcome.output;
  };
  await expectSuccess(url, 'deploy');
  await expectSuccess(url, 'reset', '--force', '--seed');
  const workerUrl = (await expectSuccess(url, 'worker-login')).trim();
  expect(await column(workerUrl, 'SELECT current_user::text')).toEqual(['cerberus_worker_cerberus']);
  for (const args of [['status'], ['diff', '--deep'], ['lint'], ['doctor', '--strict']])
    await expectSuccess(url, ...args);
  if (!haveDump) return;
  const second = urlOfDatabase(url, 'second');
  await expectSuccess(url, 'backup');
  await expectSuccess(url, 'verify');
  await expectSuccess(second, 'restore', 'latest');
  await expectSuccess(second, 'restore', 'latest', '--force');
  await expectSuccess(second, 'doctor', '--strict');
});
