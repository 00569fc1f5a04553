/** Roles that a dump refers to. They belong to the cluster, so a restore on another one must create them first. */
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';

export interface RoleFacts {
  name: string;
  inherit: boolean;
  memberOf: string[];
}

/** The roles in grants and policies of this database. */
export async function readRoles(client: Client): Promise<RoleFacts[]> {
  const { rows } = await client.query(`
    WITH named AS (
      SELECT DISTINCT role.oid, rolname, rolinherit
      FROM pg_shdepend JOIN pg_roles role ON role.oid = refobjid AND refclassid = 'pg_authid'::regclass
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND deptype IN ('a', 'r')
        AND NOT rolsuper AND rolname NOT LIKE 'pg\\_%'
    )
    SELECT rolname AS name, rolinherit AS inherit, ARRAY(
      SELECT parent.rolname::text FROM pg_auth_members JOIN named parent ON parent.oid = roleid
      WHERE member = named.oid ORDER BY 1
    ) AS "memberOf" FROM named ORDER BY 1`);
  return rows;
}

/** Creates missing roles without login and privileges; existing ones are not changed. */
export async function ensureRoles(client: Client, roles: readonly RoleFacts[]): Promise<void> {
  for (const role of roles) await ensureRole(client, role);
  for (const { name, memberOf } of roles) {
    for (const parent of memberOf) await ensureMembership(client, name, parent);
  }
}

async function ensureRole(client: Client, { name, inherit }: RoleFacts): Promise<void> {
  const { rows } = await client.query(
    'SELECT rolsuper OR rolbypassrls AS privileged FROM pg_roles WHERE rolname = $1',
    [name],
  );
  if (rows[0]?.privileged) {
    throw new CommandError(
      `The role ${name} is here a superuser or passes row-level security by: it would see every organisation.`,
    );
  }
  if (rows.length > 0) return;
  const attributes = `NOLOGIN ${inherit ? 'INHERIT' : 'NOINHERIT'} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`;
  await client.query(`CREATE ROLE ${client.escapeIdentifier(name)} ${attributes}`).catch((error) => {
    // Another restore has created it meanwhile.
    if (['42710', '23505'].includes(error.code)) return;
    throw new CommandError(`The role ${name} is missing and cannot be made: ${error.message}.`, { cause: error });
  });
}

/**
 * Membership without inheritance, for SET ROLE only: since PostgreSQL 16 an option of the grant, before that an
 * attribute of the member.
 */
async function ensureMembership(client: Client, member: string, parent: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT pg_has_role($1, $2, 'MEMBER') AS present, current_setting('server_version_num')::int >= 160000 AS since16`,
    [member, parent],
  );
  if (rows[0].present) return;
  const how = rows[0].since16 ? ' WITH INHERIT FALSE, SET TRUE' : '';
  await client.query(`GRANT ${client.escapeIdentifier(parent)} TO ${client.escapeIdentifier(member)}${how}`);
}
