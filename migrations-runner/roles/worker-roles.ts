/**
 * The roles of the Worker. Roles belong to the server, databases do not share them: each database has a login of its own,
 * which is a member of the two roles that migrations name; see docs/decisions/0025-logins-of-one-database.md.
 */
import { createHash } from 'node:crypto';
import type { Client } from 'pg';

/** What migrations give rights and policies to. It logs in nowhere, except where an older release let it. */
export const WORKER_ROLE = 'cerberus_worker';

/** Who logs in: the Worker in production, or the one that `npm start` runs. Neither touches the other's. */
export const LOGIN_KINDS = { worker: 'cerberus_worker_', start: 'cerberus_start_' } as const;
export type LoginKind = keyof typeof LOGIN_KINDS;

/** PostgreSQL cuts longer names off without a word. */
const NAME_BYTES_MAX = 63;

/** @param suffix tells databases apart that have, or had, the same name */
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
  /** Other databases that it was let into by name. */
  elsewhere: string[];
}

/**
 * The logins of this database, whatever it was called when they were made: those that its access list names. A copy of
 * the database has none, and neither has a database that took over the name of another.
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

/** Who can log in, has the rights of the Worker, and may connect to this database without being a login of its own. */
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

/** Whether every role of the server may connect, as in each new database. */
export async function isOpen(client: Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT has_database_privilege('public', current_database(), 'CONNECT') AS open`);
  return rows[0].open;
}
