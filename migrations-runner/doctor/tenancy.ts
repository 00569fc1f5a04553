/** Checks that the database separates organisations, independently of the code. */

import { PROGRAM } from '../command-line/paths.ts';
import { RULES } from '../lint/rules.ts';
import { describeLostRights } from '../roles/lost-rights.ts';
import { readTenancyFaults, SYSTEM_ROLE, type TenancyFault } from '../roles/tenancy.ts';
import { WORKER_ROLE } from '../roles/worker-roles.ts';
import type { Check, Context, Finding } from './check.ts';
import { psql, rowsOf } from './check.ts';

const tenantTables: Check = {
  name: 'tenant-tables',
  run: async ({ client }) => {
    const lost = await describeLostRights(client);
    const all = await readTenancyFaults(client);
    // One finding for the common cause: a migration for each table would be wrong.
    const faults = all.filter(({ rule }) => lost === null || rule !== 'tenant-policies');
    const findings = faults.map((fault): Finding => {
      const rule = RULES.find(({ name }) => name === fault.rule);
      return {
        level: 'error',
        what: `${fault.table}: ${fault.what}`,
        why: sentence(rule?.why),
        mend: mendOf(fault, rule?.recipe ?? []),
      };
    });
    return lost === null ? findings : [lostFinding(lost), ...findings];
  },
};

function lostFinding(what: string): Finding {
  return {
    level: 'error',
    what,
    why: 'Nobody can sign in, and what a person adds by hand may let too much through.',
    mend: `Create the roles, empty the database and restore again; from a backup of ours: ${PROGRAM} restore latest --force`,
  };
}

function sentence(text = ''): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function mendOf({ rule, table }: TenancyFault, recipe: readonly string[]): string {
  if (rule === 'tenant-security') return psql(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  return `In a new migration (${PROGRAM} dev --draft): ${recipe.join(' ')}`;
}

interface RoleRow {
  name: string;
  privileged: boolean;
  inherits: boolean;
  owns: string[];
  creates: boolean;
}

const ROLES = `
  SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS privileged,
    rolinherit AS inherits, has_schema_privilege(oid, 'public', 'CREATE') AS creates,
    ARRAY(SELECT relname::text FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p', 'v', 'S', 'm')) AS owns
  FROM pg_roles WHERE rolname = ANY ($1)`;

const roles: Check = {
  name: 'worker-role',
  run: async ({ client }) => {
    const rows = await rowsOf<RoleRow>(client, ROLES, [[WORKER_ROLE, SYSTEM_ROLE]]);
    const missing = [WORKER_ROLE, SYSTEM_ROLE].filter((name) => !rows.some((row) => row.name === name));
    return [
      ...missing.map(
        (name): Finding => ({
          level: 'error',
          what: `The role ${name} does not exist.`,
          why: 'The migrations make it; the Worker cannot connect, or cannot look anything up.',
          mend: `${PROGRAM} deploy; if it was dropped later: ${psql(`CREATE ROLE ${name} NOINHERIT`)} and its grants from the migrations`,
        }),
      ),
      ...rows.flatMap(inspectRole),
    ];
  },
};

function inspectRole({ name, privileged, inherits, owns, creates }: RoleRow): Finding[] {
  const findings: Finding[] = [];
  const add = (level: Finding['level'], what: string, why: string, mend: string) =>
    findings.push({ level, what, why, mend });
  if (privileged || inherits) {
    add(
      'error',
      `The role ${name} has more power than it needs (superuser, BYPASSRLS, CREATEROLE, CREATEDB or INHERIT).`,
      'With it, one mistake in the code shows every organisation to every other.',
      psql(`ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOINHERIT`),
    );
  }
  if (owns.length > 0) {
    add(
      'error',
      `The role ${name} owns ${owns.join(', ')}.`,
      'Row-level security does not hold for the owner of a table.',
      psql(owns.map((table) => `ALTER TABLE ${table} OWNER TO CURRENT_USER`).join('; ')),
    );
  }
  if (creates && !privileged) {
    add(
      'warning',
      `The role ${name} may create objects in the schema public.`,
      'A function or table of its own could stand in for one of ours.',
      psql(`REVOKE CREATE ON SCHEMA public FROM PUBLIC, ${name}`),
    );
  }
  return findings;
}

/** Rights that no role of the Worker may have, and the reason. */
const FORBIDDEN: readonly { table: string; privileges: string; roles: readonly string[]; why: string }[] = [
  {
    table: 'audit_logs',
    privileges: 'UPDATE, DELETE, TRUNCATE',
    roles: [WORKER_ROLE, SYSTEM_ROLE],
    why: 'The audit trail is append-only: whoever breaks in must not be able to remove the traces.',
  },
  {
    table: 'jwks',
    privileges: 'SELECT, INSERT, UPDATE, DELETE',
    roles: [WORKER_ROLE],
    why: 'Signing keys belong to no organisation; the work of a tenant must not reach them.',
  },
  {
    table: '_prisma_migrations',
    privileges: 'INSERT, UPDATE, DELETE',
    roles: [WORKER_ROLE, SYSTEM_ROLE],
    why: 'The history of migrations is the business of the owner.',
  },
];

const grants: Check = {
  name: 'grants',
  run: async ({ client }) => {
    const findings: Finding[] = [];
    for (const entry of FORBIDDEN) findings.push(...(await inspectGrant(client, entry)));
    return findings;
  },
};

async function inspectGrant(
  client: Context['client'],
  { table, privileges, roles: names, why }: (typeof FORBIDDEN)[number],
): Promise<Finding[]> {
  const rows = await rowsOf<{ name: string }>(
    client,
    `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY ($1) AND NOT rolsuper AND to_regclass($2) IS NOT NULL
       AND has_table_privilege(oid, to_regclass($2), $3) ORDER BY 1`,
    [names, table, privileges],
  );
  return rows.map(({ name }) => ({
    level: 'error',
    what: `The role ${name} may do more with ${table} than it should (one of ${privileges}).`,
    why,
    mend: psql(`REVOKE ${privileges} ON ${table} FROM ${name}`),
  }));
}

export const TENANCY_CHECKS: readonly Check[] = [tenantTables, roles, grants];
