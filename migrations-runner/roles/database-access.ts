/** Which roles may connect to a database. A new database is open to every role of its server. */
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { inTransaction } from '../database/connection.ts';
import { takePublicRights } from './public-rights.ts';
import { isOpen, readLogins, WORKER_ROLE } from './worker-roles.ts';

export interface Closing {
  /** False when this role may not revoke CONNECT, because another role owns the database. */
  closed: boolean;
  /** The shared login of older releases may still connect, because the Worker of this database may be using it. */
  sharedLoginStays: boolean;
}

/**
 * Revokes CONNECT from PUBLIC and grants it to roles that have rights in this database (reports, monitoring). The login
 * that older releases shared between all databases of a server keeps it until `retireSharedLogin` if there is data that
 * a running Worker may serve. Unneeded rights of PUBLIC (`roles/public-rights.ts`) are revoked, too.
 */
export async function closeDatabase(client: Client): Promise<Closing> {
  return inTransaction(client, async () => {
    const database = await quotedDatabase(client);
    const sharedLoginStays = await mayUseSharedLogin(client);
    if (await isOpen(client)) {
      await admitRolesWithRights(client);
      if (sharedLoginStays) await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${WORKER_ROLE}`);
      // Without the right to do so this is a warning, not an error.
      await client.query(`REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC`);
    }
    await takePublicRights(client);
    return { closed: !(await isOpen(client)), sharedLoginStays };
  });
}

/**
 * Grants CONNECT to roles that have rights in this database: before it is closed, or after a restore into a new one.
 */
export async function admitRolesWithRights(client: Client): Promise<void> {
  const database = await quotedDatabase(client);
  for (const name of await readRolesWithRights(client)) {
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${client.escapeIdentifier(name)}`);
  }
}

/**
 * The last step of the migration from the shared login: it may no longer connect to this database. If it can connect to
 * no other database, it loses LOGIN.
 * @returns the other databases to which it can still connect
 * @throws CommandError while the Worker of this database still uses it, or has no login of its own
 */
export async function retireSharedLogin(client: Client): Promise<string[]> {
  const logins = await readLogins(client, ['worker']);
  if (logins.length === 0) {
    throw new CommandError('The Worker of this database has no login of its own yet: run worker-login first.');
  }
  const { rows } = await client.query(
    'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND usename = $1',
    [WORKER_ROLE],
  );
  if (rows[0].count > 0) {
    throw new CommandError(
      `${rows[0].count} connections to this database are logged in as ${WORKER_ROLE}: put the new connection string into Hyperdrive and try again when they have ended.`,
    );
  }
  await closeDatabase(client);
  await client.query(`REVOKE CONNECT ON DATABASE ${await quotedDatabase(client)} FROM ${WORKER_ROLE}`);
  const others = await readOpenedElsewhere(client);
  if (others.length === 0) await client.query(`ALTER ROLE ${WORKER_ROLE} NOLOGIN PASSWORD NULL`).catch(ignoreRefusal);
  return others;
}

async function mayUseSharedLogin(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT rolcanlogin AND has_database_privilege(oid, current_database(), 'CONNECT')
       AND to_regclass('public.organisations') IS NOT NULL AS possible
     FROM pg_roles WHERE rolname = $1`,
    [WORKER_ROLE],
  );
  if (!rows[0]?.possible) return false;
  return (await client.query('SELECT FROM organisations LIMIT 1')).rowCount === 1;
}

/** Roles in grants and policies of this database, without the Worker's roles: their logins get CONNECT by name. */
async function readRolesWithRights(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT rolname AS name FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
     WHERE refclassid = 'pg_authid'::regclass AND deptype IN ('a', 'r') AND NOT rolsuper AND NOT starts_with(rolname, 'pg_')
       AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND NOT EXISTS (
         SELECT FROM pg_roles worker WHERE worker.rolname = $1
           AND (pg_has_role(worker.oid, pg_roles.oid, 'MEMBER') OR pg_has_role(pg_roles.oid, worker.oid, 'USAGE'))
       ) ORDER BY 1`,
    [WORKER_ROLE],
  );
  return rows.map(({ name }) => name);
}

async function readOpenedElsewhere(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database
     WHERE datallowconn AND NOT datistemplate AND datname NOT IN ('postgres', current_database())
       AND has_database_privilege($1, oid, 'CONNECT') ORDER BY 1`,
    [WORKER_ROLE],
  );
  return rows.map(({ name }) => name);
}

async function quotedDatabase(client: Client): Promise<string> {
  const { rows } = await client.query('SELECT quote_ident(current_database()) AS name');
  return rows[0].name;
}

/** Another owner's role keeps LOGIN: it can connect to no database here. */
function ignoreRefusal(error: { code?: string }): void {
  if (error.code !== '42501') throw error;
}
