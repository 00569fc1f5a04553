/** A database for one run of the tests, which is removed afterwards. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { isRunning } from '../command-line/processes.ts';
import type { Teardown } from '../command-line/teardown.ts';
import { urlOfDatabase, withClient } from '../database/connection.ts';
import { ensureDatabase } from '../postgres/database.ts';
import { clearLeftovers } from '../postgres/postmaster.ts';
import { startPostgres } from '../postgres/server.ts';
import { generatePassword } from '../roles/worker-login.ts';
import { readLogins } from '../roles/worker-roles.ts';

/**
 * Test files run in parallel, and the soak test alone needs some 200: a connection whose client hangs up stays open
 * until its work has ended.
 */
const CONNECTIONS = 500;
const FOLDER_PREFIX = 'cerberus-test-';

/** @returns the owner's connection string of an empty database, on the given server or an embedded one */
export async function openTestDatabase(teardown: Teardown, serverUrl: string | null = null): Promise<string> {
  const adminUrl = serverUrl ?? (await startTemporaryServer(teardown));
  const name = `cerberus_test_${randomBytes(6).toString('hex')}`;
  await ensureDatabase(adminUrl, name);
  // Restore drills fill it with production's data: logins of other deployments must not be able to connect.
  await withClient(adminUrl, (client) => client.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`));
  teardown.add(() => dropDatabase(adminUrl, name));
  return urlOfDatabase(adminUrl, name);
}

/**
 * Copies a database, as a template for tests. No connection to the original may be open meanwhile.
 * @returns its name
 */
export async function copyTestDatabase(url: string, suffix: string, teardown: Teardown): Promise<string> {
  const name = new URL(url).pathname.slice(1);
  const adminUrl = urlOfDatabase(url, 'postgres');
  const copy = `${name}_${suffix}`;
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${copy} TEMPLATE ${name}`));
  teardown.add(() => dropDatabase(adminUrl, copy));
  return copy;
}

/** Drops the database and the logins that were made for it, which belong to the server and would remain. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  const logins = await withClient(urlOfDatabase(adminUrl, name), (client) => readLogins(client)).catch(() => []);
  await withClient(adminUrl, async (client) => {
    await drop(client, client.escapeIdentifier(name));
    for (const login of logins) {
      if (login.elsewhere.length === 0)
        await client.query(`DROP ROLE IF EXISTS ${client.escapeIdentifier(login.name)}`);
    }
  });
}

/** Autovacuum needs no longer for a table. */
const DROP_TIMEOUT_MS = 30_000;
const PAUSE_MS = 500;

/**
 * FORCE ends connections that interrupted work left open. An owner who is no superuser may not use it while autovacuum
 * is in the database; without FORCE, PostgreSQL itself stops autovacuum and waits some seconds.
 */
async function drop(client: Client, quotedName: string): Promise<void> {
  const deadline = Date.now() + DROP_TIMEOUT_MS;
  for (let force = true; ; force = !force) {
    try {
      await client.query(`DROP DATABASE IF EXISTS ${quotedName}${force ? ' WITH (FORCE)' : ''}`);
      return;
    } catch (error) {
      const { code } = error as { code?: string };
      // Not allowed to end the connections; or there are connections.
      if ((code !== '42501' && code !== '55006') || Date.now() > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

async function startTemporaryServer(teardown: Teardown): Promise<string> {
  await removeAbandonedServers();
  // The process id in the name tells a later run whether the folder is still in use.
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  // The server may run under another account, which must be able to enter this folder.
  await chmod(folder, 0o755);
  teardown.add(() => rm(folder, { recursive: true, force: true }));
  const server = await startPostgres({
    folder: join(folder, 'data'),
    password: generatePassword(),
    durable: false,
    connections: CONNECTIONS,
  });
  teardown.add(server.stop);
  return server.urlOf('postgres');
}

/** Removes the servers of runs that were killed. */
async function removeAbandonedServers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!owner || isRunning(Number(owner))) continue;
    const folder = join(tmpdir(), name);
    await clearLeftovers(join(folder, 'data')).catch(() => {});
    // Folders of other users cannot be removed.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}
