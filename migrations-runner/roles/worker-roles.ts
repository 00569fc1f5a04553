/**
 * The roles of the Worker. Roles belong to the whole server, so each database has its own login, a member of the two
 * roles that migrations name (docs/decisions/0025-logins-of-one-database.md).
 */
import { createHash } from 'node:crypto';
import type { Client } from 'pg';

/**
 * The role to which migrations grant rights and policies. It cannot log in, except where an older release allowed it.
 */
export const WORKER_ROLE = 'cerberus_worker';

/** The prefixes of logins: for the Worker in production, and for the one that `npm start` runs. */
export const LOGIN_KINDS = { worker: 'cerberus_worker_', start: 'cerberus_start_' } as const;
export type LoginKind = keyof typeof LOGIN_KINDS;

/** PostgreSQL truncates longer names silently. */
const NAME_BYTES_MAX = 63;

/** @param suffix distinguishes databases that have, or had, the same name */
export function loginName(kind: LoginKind, database: string, suffix = ''): string {
  const name = `${LOGIN_KINDS[kind]}${database}${suffix}`;
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const digest = `_${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
  let start = name;
  while (Buffer.byteLength(start + digest) > NAME_BYTES_MAX) start = [...start].slice(0, -1).join('');
  return start + digest;
}

export interface Login {
  name: string;
  /** Other databases to which it has CONNECT by name. */
  elsewhere: string[];
}

/**
 * The logins of this database: those in its access list, even if it was renamed since. A copy of the database has none,
 * and neither has a new database with the name of an old one.
 */
export async function readLogins(client: Client, kinds: readonly LoginKind[] = ['worker', 'start']): Promise<Login[]> {
  const { rows } = await client.query<Login>(
    `WITH let_in AS (
       SELECT DISTINCT grantee, datname FROM pg_database CROSS JOIN LATERAL aclexplode(datacl)
       WHERE privilege_type = 'CONNECT' AND grantee <> 0
     )
     SELECT rolname AS name, ARRAY(
       SELECT other.datname::text FROM let_in other
       WHERE other.grantee = own.grantee AND other.datname <> own.datname ORDER BY 1
     ) AS elsewhere
     FROM let_in own JOIN pg_roles ON pg_roles.oid = own.grantee
     WHERE own.datname = current_database() 
       AND EXISTS (SELECT FROM unnest($1::text[]) AS prefix WHERE starts_with(rolname, prefix)) ORDER BY 1`,
    [kinds.map((kind) => LOGIN_KINDS[kind])],
  );
  return rows;
}

/** Roles that can log in with the rights of the Worker and may connect to this database, but are not its own logins. */
export async function readForeignLogins(client: Client): Promise<string[]> {
  const own = await readLogins(client);
  const { rows } = await client.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles
     WHERE rolcanlogin AND NOT rolsuper AND has_database_privilege(oid, current_database(), 'CONNECT')
       AND pg_has_role(oid, $1, 'USAGE') AND rolname <> ALL ($2)
       AND oid <> (SELECT datdba FROM pg_database WHERE datname = current_database()) ORDER BY 1`,
    [WORKER_ROLE, own.filter(({ elsewhere }) => elsewhere.length === 0).map(({ name }) => name)],
  );
  return rows.map(({ name }) => name);
}

/** Whether every role of the server may connect, which is the default of a new database. */
export async function isOpen(client: Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT has_database_privilege('public', current_database(), 'CONNECT') AS open`);
  return rows[0].open;
}
