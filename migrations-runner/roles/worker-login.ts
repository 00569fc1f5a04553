/** The Worker's login to one database. Migrations create only its rights, so that no password is in their history. */
import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { inTransaction, withClient } from '../database/connection.ts';
import { LOGIN_KINDS, type LoginKind, loginName, readLogins, WORKER_ROLE } from './worker-roles.ts';

/** An arbitrary constant, different from the locks of deploy and seed. */
const LOCK_KEY = 1_128_616_524;

/**
 * Creates the login of this database, or changes its password. Other logins are not changed.
 * @returns its connection string, for Hyperdrive
 * @throws CommandError that names the missing right and who can grant it
 */
export async function giveWorkerLogin(url: string, password: string, kind: LoginKind = 'worker'): Promise<string> {
  const name = await withClient(url, (client) =>
    inTransaction(client, async () => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      const login = (await readLogins(client, [kind]))[0]?.name ?? (await freeName(client, kind));
      await requireRights(client, login);
      await writeLogin(client, login, password);
      return login;
    }),
  );
  const workerUrl = new URL(url);
  workerUrl.username = encodeURIComponent(name);
  workerUrl.password = encodeURIComponent(password);
  return workerUrl.toString();
}

export function generatePassword(): string {
  return randomBytes(24).toString('base64url');
}

/** A renamed database keeps its login, so the default name may belong to another database. */
async function freeName(client: Client, kind: LoginKind): Promise<string> {
  const { rows } = await client.query<{ database: string; oid: string }>(
    'SELECT datname::text AS database, oid::text FROM pg_database WHERE datname = current_database()',
  );
  const { database = '', oid = '' } = rows[0] ?? {};
  for (const suffix of ['', `_${oid}`]) {
    const name = loginName(kind, database, suffix);
    if (!(await isLetInElsewhere(client, name))) return name;
  }
  throw new CommandError(
    `Both names for the login (${LOGIN_KINDS[kind]}${database}, …_${oid}) belong to other databases.`,
  );
}

async function isLetInElsewhere(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_database CROSS JOIN LATERAL aclexplode(datacl) JOIN pg_roles ON pg_roles.oid = grantee
     WHERE rolname = $1 AND privilege_type = 'CONNECT' AND datname <> current_database()`,
    [name],
  );
  return rowCount !== 0;
}

interface Rights {
  prepared: boolean;
  exists: boolean;
  privileged: boolean;
  makes: boolean;
  alters: boolean;
  admits: boolean;
  member: boolean;
  me: string;
}

/** Since PostgreSQL 16 CREATEROLE alone is not enough: granting or changing a role needs ADMIN OPTION on it. */
const RIGHTS = `
  WITH me AS (SELECT *, current_setting('server_version_num')::int >= 160000 AS since16 FROM pg_roles WHERE rolname = current_user),
    login AS (SELECT * FROM pg_roles WHERE rolname = $1), worker AS (SELECT oid FROM pg_roles WHERE rolname = $2)
  SELECT me.rolname::text AS me, worker.oid IS NOT NULL AS prepared, login.oid IS NOT NULL AS exists,
    coalesce(login.rolsuper OR login.rolbypassrls OR login.rolcreaterole OR login.rolcreatedb, false) AS privileged,
    me.rolsuper OR me.rolcreaterole AS makes,
    me.rolsuper OR (me.rolcreaterole AND (NOT since16 OR pg_has_role(me.oid, login.oid, 'MEMBER WITH ADMIN OPTION'))) AS alters,
    me.rolsuper OR pg_has_role(me.oid, worker.oid, 'MEMBER WITH ADMIN OPTION') OR (me.rolcreaterole AND NOT since16) AS admits,
    coalesce(pg_has_role(login.oid, worker.oid, 'USAGE'), false) AS member
  FROM me LEFT JOIN login ON true LEFT JOIN worker ON true`;

async function requireRights(client: Client, login: string): Promise<void> {
  const { rows } = await client.query<Rights>(RIGHTS, [login, WORKER_ROLE]);
  const { prepared, exists, privileged, makes, alters, admits, member, me = '' } = rows[0] ?? ({} as Partial<Rights>);
  const quoted = client.escapeIdentifier(me);
  const name = client.escapeIdentifier(login);
  const refuse = (what: string, grant: string): never => {
    throw new CommandError(`${what}: let a superuser, or whoever made that role, run ${grant} and try again.`);
  };
  if (!prepared) throw new CommandError(`The role ${WORKER_ROLE} does not exist: run ${PROGRAM} deploy first.`);
  if (privileged) {
    throw new CommandError(
      `The role ${login} exists and has more privileges than the Worker may have: rename it, or remove those attributes.`,
    );
  }
  if (!makes) refuse(`The role "${me}" may not make roles`, `ALTER ROLE ${quoted} CREATEROLE`);
  if (exists && !alters)
    refuse(`The role "${me}" may not change ${login}`, `GRANT ${name} TO ${quoted} WITH ADMIN OPTION`);
  if (!member && !admits) {
    refuse(
      `The role "${me}" may not give ${WORKER_ROLE} to a login`,
      `GRANT ${WORKER_ROLE} TO ${quoted} WITH ADMIN OPTION`,
    );
  }
}

/**
 * The login inherits the rights of cerberus_worker only. Inheritance ends there, so that cerberus_system needs an
 * explicit SET ROLE.
 */
async function writeLogin(client: Client, login: string, password: string): Promise<void> {
  const name = client.escapeIdentifier(login);
  const { rows } = await client.query(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists, current_database()::text AS database,
       current_setting('server_version_num')::int >= 160000 AS since16`,
    [login],
  );
  const { exists, database, since16 } = rows[0];
  // Neither CREATE nor ALTER ROLE takes parameters.
  const secret = `LOGIN PASSWORD ${client.escapeLiteral(password)}`;
  await client.query(
    exists
      ? `ALTER ROLE ${name} INHERIT ${secret}`
      : `CREATE ROLE ${name} INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS ${secret}`,
  );
  const { rows: membership } = await client.query(
    `SELECT rolname FROM pg_roles WHERE rolname = $1 AND pg_has_role(oid, $2, 'USAGE')`,
    [login, WORKER_ROLE],
  );
  const how = since16 ? ' WITH INHERIT TRUE, SET TRUE' : '';
  if (membership.length === 0) await client.query(`GRANT ${WORKER_ROLE} TO ${name}${how}`);
  await client.query(`GRANT CONNECT ON DATABASE ${client.escapeIdentifier(database)} TO ${name}`);
}
