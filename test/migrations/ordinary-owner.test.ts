/** Providers give no superuser: the owner has its database, CREATEROLE and CREATEDB, as docs/database.md says. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../migrations-runner/backup/programs.ts';
import { urlOfDatabase } from '../../migrations-runner/connection.ts';
import { startPostgres } from '../../migrations-runner/postgres/server.ts';
import { runCommand } from './command-line.ts';
import { column } from './scratch.ts';

async function ordinaryOwner(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-owner-'));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = await startPostgres({ folder: join(folder, 'data'), password: 'admin', durable: false });
  onTestFinished(() => server.stop());
  await column(server.urlOf('postgres'), `CREATE ROLE cerberus LOGIN PASSWORD 'owner' CREATEROLE CREATEDB`);
  for (const name of ['cerberus', 'second'])
    await column(server.urlOf('postgres'), `CREATE DATABASE ${name} OWNER cerberus`);
  const url = new URL(server.urlOf('cerberus'));
  url.username = 'cerberus';
  url.password = 'owner';
  url.search = '?schema=public&connection_limit=10&pool_timeout=20';
  return url.toString();
}

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
    expect({ args, ...outcome }).toMatchObject({ code: 0, error: '' });
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
