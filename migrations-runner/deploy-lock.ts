/** One runner at a time on one database. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { withClient } from './connection.ts';

/** Any constant serves; it must differ from the key Prisma Migrate locks (72707369), which the engine may take itself. */
const LOCK_KEY = 1_128_616_522;
const POLL_MS = 300;

/**
 * Holds a session-level advisory lock while the work runs: a second runner waits. PostgreSQL releases it when the
 * connection ends, so a crashed runner blocks nobody.
 *
 * The second runner asks again and again instead of sleeping in pg_advisory_lock: a sleeping statement keeps its
 * snapshot, CREATE INDEX CONCURRENTLY in the first runner waits for every older snapshot, and both would wait for ever.
 */
export function withDeployLock<T>(url: string, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
  return withClient(url, async (client) => {
    for (let waited = false; !(await tryLock(client)); await sleep(POLL_MS)) {
      if (!waited) onWait();
      waited = true;
    }
    return work();
  });
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
  return rows[0].locked;
}

/** Whether a runner is at work on this database now. */
export async function isDeploying(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
     WHERE locktype = 'advisory' AND objid = $1 AND granted AND datname = current_database()`,
    [LOCK_KEY],
  );
  return rowCount !== 0;
}
