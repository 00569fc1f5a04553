/** A dump names roles without creating them: restored where they are missing, it loses every policy and grant. */
import type { Client } from 'pg';
import { WORKER_ROLE } from './worker-roles.ts';

const COUNTS = `
  SELECT count(*)::int AS guarded,
    count(*) FILTER (WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))::int AS bare,
    count(*) FILTER (WHERE NOT EXISTS (
      SELECT FROM aclexplode(relacl) JOIN pg_roles ON pg_roles.oid = grantee WHERE rolname = $1
    ))::int AS closed
  FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = to_regnamespace('public') AND relrowsecurity`;

/**
 * @returns one sentence when most tables have lost their policies or grants, else null: a single table without them is
 *   a mistake in a migration, for which there are other checks
 */
export async function describeLostRights(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ guarded: number; bare: number; closed: number }>(COUNTS, [WORKER_ROLE]);
  const { guarded = 0, bare = 0, closed = 0 } = rows[0] ?? {};
  if (2 * Math.max(bare, closed) <= guarded) return null;
  const what =
    2 * bare > guarded
      ? `${bare} of ${guarded} tables have row-level security and no policy`
      : `${closed} of ${guarded} tables have no grant to ${WORKER_ROLE}`;
  return `${what}, so the Worker sees no row of them: this database was restored before its roles were there, or without privileges; make the roles and restore again (docs/database.md, "A plain pg_dump").`;
}
