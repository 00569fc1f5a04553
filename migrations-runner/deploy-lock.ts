/** One runner at a time on one database. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { withClient } from './connection.ts';

/** Any constant serves; it must differ from the key Prisma Migrate locks (72707369), which the engine may take itself. */
const LOCK_KEY = 1_128_616_522;

/** Milliseconds between two looks at the lock. */
const POLL_INTERVAL = 250;

/**
 * Holds a session-level advisory lock while the work runs: a second runner waits. PostgreSQL releases it when the
 * connection ends, so a crashed runner blocks nobody.
 */
export function withDeployLock<T>(url: string, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
  return withClient(url, async (client) => {
    if (!(await tryLock(client))) {
      onWait();
      // Asked again and again, not awaited inside PostgreSQL: a waiting statement holds a snapshot, and the
      // CREATE INDEX CONCURRENTLY of the runner ahead would wait for it for ever.
      do await sleep(POLL_INTERVAL);
      while (!(await tryLock(client)));
    }
    return work();
  });
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
  return rows[0].locked;
}
