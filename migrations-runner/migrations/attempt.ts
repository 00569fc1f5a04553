/** The row of Prisma's history that belongs to the script at work, and what it tells when nobody is at work any more. */
import type { ClientBase } from 'pg';

/**
 * Stands in `logs` while our runner has a script at work as one transaction, which takes it away when it commits. A row
 * that still has it, with nobody at work, tells that nothing was committed. Prisma reads `logs` of failures only.
 */
export const UNCOMMITTED = 'Run as one transaction, which has not been committed.';

export interface Attempt {
  id: string;
  name: string;
}

/** @returns the script that the engine has just recorded as begun, or null when what it runs is no migration */
export async function readAttempt(client: ClientBase): Promise<Attempt | null> {
  if (!(await hasHistory(client))) return null;
  const { rows } = await client.query<Attempt>(
    `SELECT id, migration_name AS name FROM public._prisma_migrations
     WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at DESC LIMIT 1`,
  );
  return rows[0] ?? null;
}

export async function hasHistory(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query(`SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present`);
  return rows[0].present;
}

export async function markUncommitted(client: ClientBase, { id }: Attempt): Promise<void> {
  await client.query('UPDATE public._prisma_migrations SET logs = $2 WHERE id = $1', [id, UNCOMMITTED]);
}

/** The script and the record of its end, for one transaction: what is there is recorded, what is not there is not. */
export function withRecord(script: string, { id }: Attempt): string {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Error('The id of a row of _prisma_migrations is a UUID');
  return `${script}\n;UPDATE public._prisma_migrations SET finished_at = now(), logs = NULL WHERE id = '${id}'`;
}

/** Nothing of it is left, so it may run again without anybody's leave. */
export async function forget(client: ClientBase, { id }: Attempt): Promise<void> {
  await client.query(
    'UPDATE public._prisma_migrations SET rolled_back_at = now() WHERE id = $1 AND finished_at IS NULL',
    [id],
  );
}

/**
 * The same for those that a runner left behind when it died. To be called by whoever holds the lock of the runners, and
 * after `findScript` found nobody at work.
 * @returns their names
 */
export async function forgetUncommitted(client: ClientBase): Promise<string[]> {
  if (!(await hasHistory(client))) return [];
  const { rows } = await client.query<{ name: string }>(
    `UPDATE public._prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL AND logs = $1 RETURNING migration_name AS name`,
    [UNCOMMITTED],
  );
  return rows.map(({ name }) => name);
}

export async function isApplied(client: ClientBase, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM public._prisma_migrations
     WHERE migration_name = $1 AND finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    [name],
  );
  return rowCount !== 0;
}
