/** Locks for one runner, and one running script, per database: the script of a runner that died may still run. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { withClient } from '../database/connection.ts';

/**
 * Any constants serve; they must differ from the key Prisma Migrate locks (72707369), which the engine may take itself.
 */
const RUNNER_KEY = 1_128_616_522;
/** Held by the session that runs a script, so it shows running scripts even if their runner has died. */
const SCRIPT_KEY = 1_128_616_523;
const POLL_MS = 300;

interface Waiting {
  onWait?: (() => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Holds a session-level advisory lock while the work runs. A second runner waits, also for a script that a dead runner
 * left running. PostgreSQL releases the lock when the connection ends, so a crashed runner does not keep it.
 *
 * The second runner polls instead of waiting in pg_advisory_lock: a waiting statement keeps its snapshot, CREATE INDEX
 * CONCURRENTLY in the first runner waits for every older snapshot, and this would be a deadlock.
 */
export function withDeployLock<T>(url: string, work: () => Promise<T>, { onWait, signal }: Waiting = {}): Promise<T> {
  return withClient(url, async (client) => {
    // The connection is idle while the work runs, and must stay open.
    await client.query('SET idle_session_timeout = 0');
    let waited = false;
    const wait = async () => {
      if (!waited) onWait?.();
      waited = true;
      await sleep(POLL_MS, undefined, { signal }).catch(() => {});
      if (signal?.aborted) {
        throw new CommandError(
          'Interrupted while another runner was at work on this database: this one changed nothing.',
        );
      }
    };
    while (!(await tryLock(client))) await wait();
    while ((await findScript(client)) !== null) await wait();
    return work();
  });
}

async function tryLock(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS locked', [RUNNER_KEY]);
  return rows[0].locked;
}

/** Marks this session as running a script. It never waits: the caller holds the runners' lock. */
export async function lockScript(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_try_advisory_lock($1)', [SCRIPT_KEY]);
}

export async function unlockScript(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1)', [SCRIPT_KEY]);
}

/** Whether a runner holds the lock now. */
export async function isDeploying(client: ClientBase): Promise<boolean> {
  return (await findHolder(client, RUNNER_KEY)) !== null;
}

/** @returns the id of the server process that runs a script in this database, or null */
export function findScript(client: ClientBase): Promise<number | null> {
  return findHolder(client, SCRIPT_KEY);
}

async function findHolder(client: ClientBase, key: number): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
     WHERE locktype = 'advisory' AND classid = 0 AND objid = $1 AND objsubid = 1 AND granted
       AND datname = current_database()`,
    [key],
  );
  return rows[0]?.pid ?? null;
}
