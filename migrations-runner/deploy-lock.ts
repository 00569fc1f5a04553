/** One runner at a time on one database. */
import { withClient } from './connection.ts';

/** Any constant serves; it must differ from the key Prisma Migrate locks (72707369), which the engine may take itself. */
const LOCK_KEY = 1_128_616_522;

/**
 * Holds a session-level advisory lock while the work runs: a second runner waits. PostgreSQL releases it when the
 * connection ends, so a crashed runner blocks nobody.
 */
export function withDeployLock<T>(url: string, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
  return withClient(url, async (client) => {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
    if (!rows[0].locked) {
      onWait();
      await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    }
    return work();
  });
}
