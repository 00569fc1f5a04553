/** Locks a row or a table, so that requests can be made to race at a known point. */
import { env } from 'cloudflare:workers';
import { Client } from 'pg';
import { asOwner } from './database.ts';

const WAITING = `
  WITH RECURSIVE waiting AS (
    SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))
    UNION SELECT activity.pid FROM pg_stat_activity activity JOIN waiting ON waiting.pid = ANY (pg_blocking_pids(activity.pid))
  ) SELECT count(*)::int AS count FROM waiting`;

/** Longer than a busy machine needs. */
const TIMEOUT_MS = 60_000;

/**
 * Locks a row while `work` runs. `whenWaiting` resolves when the given number of connections wait for it, directly or
 * indirectly. They continue as soon as `work` ends.
 */
export function holdRow<T>(table: string, id: string, work: Meeting<T>): Promise<T> {
  return hold(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [id], work);
}

/** Locks a table against writes, which wait before they read anything. Reads are not blocked. */
export function holdWrites<T>(table: string, work: Meeting<T>): Promise<T> {
  return hold(`LOCK TABLE ${table} IN SHARE MODE`, [], work);
}

/** Inserts a row while `work` runs, and rolls it back: inserts of the same row wait until then. */
export function holdNewRow<T>(insert: string, values: string[], work: Meeting<T>): Promise<T> {
  return hold(insert, values, work);
}

type Meeting<T> = (whenWaiting: (count: number) => Promise<void>) => Promise<T>;

async function hold<T>(lock: string, values: unknown[], work: Meeting<T>): Promise<T> {
  const { TEST_OWNER_DATABASE_URL } = env as unknown as { TEST_OWNER_DATABASE_URL: string };
  const client = new Client({ connectionString: TEST_OWNER_DATABASE_URL });
  // workerd's socket reports a normal close as an error.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(lock, values);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return await work((count) => whenWaiting(rows[0]?.pid, count));
  } finally {
    await client.end();
  }
}

async function whenWaiting(pid: number | undefined, count: number): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const [row] = await asOwner<{ count: number }>(WAITING, [pid]);
    if ((row?.count ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Fewer than ${count} connections wait`);
}
