/** The rights that the role of DATABASE_URL needs. They are checked before anything is changed. */
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { withClient } from '../database/connection.ts';
import { SYSTEM_ROLE } from './tenancy.ts';
import { WORKER_ROLE } from './worker-roles.ts';

/** Trusted extensions that migrations create, which needs CREATE on the database. */
const EXTENSIONS = ['pg_trgm', 'btree_gin'];

interface Rights {
  role: string;
  database: string;
  readOnly: boolean;
  standby: boolean;
  createsDatabases: boolean;
  createsTables: boolean;
  createsExtensions: boolean;
  hasExtensions: boolean;
  createsRoles: boolean;
  hasRoles: boolean;
}

const RIGHTS = `
  SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
    current_setting('transaction_read_only')::bool AS "readOnly", pg_is_in_recovery() AS standby,
    rolsuper OR rolcreatedb AS "createsDatabases", rolsuper OR rolcreaterole AS "createsRoles",
    coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), true) AS "createsTables",
    has_database_privilege(current_database(), 'CREATE') AS "createsExtensions",
    (SELECT count(*) = cardinality($1::text[]) FROM pg_extension WHERE extname = ANY ($1)) AS "hasExtensions",
    coalesce((SELECT pg_has_role(worker.oid, system.oid, 'MEMBER') FROM pg_roles worker, pg_roles system
      WHERE worker.rolname = $2 AND system.rolname = $3), false) AS "hasRoles"
  FROM pg_roles WHERE rolname = current_user`;

async function readRights(client: Client): Promise<Rights> {
  const { rows } = await client.query<Rights>(RIGHTS, [EXTENSIONS, WORKER_ROLE, SYSTEM_ROLE]);
  const [rights] = rows;
  if (!rights) throw new Error('PostgreSQL does not know the role that is logged in');
  return rights;
}

/**
 * @param first whether no migration has run here yet: the first ones create roles and extensions
 * @returns statements for a superuser (or, for some, the owner of the database); empty when nothing is missing
 */
export async function missingGrants(client: Client, first: boolean): Promise<string[]> {
  const { role, database, ...rights } = await readRights(client);
  const grants: [needed: boolean, sql: string][] = [
    [!rights.createsTables, `GRANT USAGE, CREATE ON SCHEMA public TO ${role}`],
    [first && !rights.hasExtensions && !rights.createsExtensions, `GRANT CREATE ON DATABASE ${database} TO ${role}`],
    [first && !rights.hasRoles && !rights.createsRoles, `ALTER ROLE ${role} CREATEROLE`],
  ];
  return grants.filter(([needed]) => needed).map(([, sql]) => sql);
}

/** @throws CommandError when a right is missing that the migrations need */
export async function requireMigrationRights(client: Client, first: boolean): Promise<void> {
  const rights = await readRights(client);
  refuseReadOnly(rights);
  const grants = await missingGrants(client, first);
  if (grants.length === 0) return;
  throw new CommandError(
    `The role ${rights.role} lacks rights that migrations need (GRANT ALL ON DATABASE is not enough); nothing was applied. As a superuser, in the database ${rights.database}, run: ${grants.join('; ')};`,
  );
}

/** @throws CommandError when the role may not create a shadow database */
export async function requireShadowRights(url: string): Promise<void> {
  const rights = await withClient(url, readRights);
  refuseReadOnly(rights);
  if (rights.createsDatabases) return;
  throw new CommandError(
    `dev compares on a shadow database that it makes and drops, and the role ${rights.role} may make none. As a superuser, run: ALTER ROLE ${rights.role} CREATEDB;`,
  );
}

function refuseReadOnly({ readOnly, standby, database }: Rights): void {
  if (standby) {
    throw new CommandError('This server is a standby, which only reads: give DATABASE_URL the address of the primary.');
  }
  if (readOnly) {
    throw new CommandError(
      `The database ${database} only reads (default_transaction_read_only): let it write again, or give DATABASE_URL the address of the server that took over.`,
    );
  }
}
