/**
 * What PostgreSQL lets every role do in a new database, and no statement of the Worker needs: temporary tables, which can
 * stand in for real ones, and large objects, a store that no policy guards and no clean-up knows.
 */
import type { Client } from 'pg';

export interface PublicRights {
  /** May make temporary tables. */
  temporary: boolean;
  /** The functions for large objects that may be called, as a statement names them. */
  largeObjects: string[];
  /** Whether whoever is connected may take those functions away: only a superuser's role owns them. */
  ownsFunctions: boolean;
}

const LARGE_OBJECTS = `
  SELECT oid, proowner FROM pg_proc
  WHERE pronamespace = 'pg_catalog'::regnamespace AND (starts_with(proname, 'lo_') OR proname IN ('loread', 'lowrite'))`;

/** @param role the name of a role, or `public` */
export async function readPublicRights(client: Client, role: string): Promise<PublicRights> {
  const { rows } = await client.query<PublicRights>(
    `SELECT has_database_privilege($1, current_database(), 'TEMPORARY') AS temporary,
       coalesce(array_agg(oid::regprocedure::text ORDER BY oid::regprocedure::text)
         FILTER (WHERE has_function_privilege($1, oid, 'EXECUTE')), '{}') AS "largeObjects",
       bool_and(pg_has_role(proowner, 'USAGE')) AS "ownsFunctions"
     FROM (${LARGE_OBJECTS}) functions`,
    [role],
  );
  return rows[0] ?? { temporary: false, largeObjects: [], ownsFunctions: false };
}

/**
 * Takes from everybody what may be taken. The owner of the database keeps its own right to temporary tables; large
 * objects are left to superusers, where one runs this, and stay as they are on a server whose owners are none.
 */
export async function takePublicRights(client: Client): Promise<void> {
  const { temporary, largeObjects, ownsFunctions } = await readPublicRights(client, 'public');
  const { rows } = await client.query('SELECT quote_ident(current_database()) AS database');
  // Without the right to do so this is a warning, not an error.
  if (temporary) await client.query(`REVOKE TEMPORARY ON DATABASE ${rows[0].database} FROM PUBLIC`);
  if (ownsFunctions && largeObjects.length > 0) await client.query(revokeLargeObjects(largeObjects, 'PUBLIC'));
}

/** @param from quoted where it must be */
export function revokeLargeObjects(functions: readonly string[], from: string): string {
  return `REVOKE EXECUTE ON FUNCTION ${functions.join(', ')} FROM ${from}`;
}
