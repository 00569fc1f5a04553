/** The row of Prisma's history for the running script, and what it says after the runner has died. */
import type { ClientBase } from 'pg';

/**
 * The text in `logs` while our runner runs a script as one transaction, which clears it when it commits. A row that
 * still has it when no script is running was not committed. Prisma reads `logs` of failures only.
 */
export const UNCOMMITTED = 'Run as one transaction, which has not been committed.';

export interface Attempt {
  id: string;
  name: string;
}

/** @returns the migration that the engine has just recorded as begun; null when it runs something else */
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

/** The script and the record of its end, for one transaction: both commit or neither. */
export function withRecord(script: string, { id }: Attempt): string {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Error('The id of a row of _prisma_migrations is a UUID');
  return `${script}\n;UPDATE public._prisma_migrations SET finished_at = now(), logs = NULL WHERE id = '${id}'`;
}

/** Records that nothing of the migration was committed, so that it runs again. */
export async function recordRollback(client: ClientBase, { id }: Attempt): Promise<void> {
  await client.query(
    'UPDATE public._prisma_migrations SET rolled_back_at = now() WHERE id = $1 AND finished_at IS NULL',
    [id],
  );
}

/**
 * The same for migrations of runners that died. To be called with the runners' lock, after `findScript` found no
 * running script.
 * @returns their names
 */
export async function recordRollbacks(client: ClientBase): Promise<string[]> {
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
