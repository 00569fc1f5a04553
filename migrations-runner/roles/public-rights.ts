/**
 * Rights that every role has in a new database and the Worker does not need: temporary tables, which can hide real
 * ones, and large objects, which no policy protects and no clean-up removes.
 */
import type { Client } from 'pg';

export interface PublicRights {
  /** Whether the role may create temporary tables. */
  temporary: boolean;
  /** The signatures of the functions for large objects that it may call. */
  largeObjects: string[];
  /** Whether the connected role may revoke those functions: only a superuser's role owns them. */
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
 * Revokes these rights from PUBLIC as far as the connected role may. The owner of the database keeps its own right to
 * temporary tables. Rights on large objects are revoked only if a superuser runs this.
 */
export async function takePublicRights(client: Client): Promise<void> {
  const { temporary, largeObjects, ownsFunctions } = await readPublicRights(client, 'public');
  const { rows } = await client.query('SELECT quote_ident(current_database()) AS database');
  // Without the right to do so this is a warning, not an error.
  if (temporary) await client.query(`REVOKE TEMPORARY ON DATABASE ${rows[0].database} FROM PUBLIC`);
  if (ownsFunctions && largeObjects.length > 0) await client.query(revokeLargeObjects(largeObjects, 'PUBLIC'));
}

/** @param from role names, quoted where needed */
export function revokeLargeObjects(functions: readonly string[], from: string): string {
  return `REVOKE EXECUTE ON FUNCTION ${functions.join(', ')} FROM ${from}`;
}
