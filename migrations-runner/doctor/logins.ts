/** Checks of the Worker's logins, and of the separation of deployments on one server. */

import { PROGRAM } from '../command-line/paths.ts';
import { isMarked } from '../database/development-mark.ts';
import { readPublicRights, revokeLargeObjects } from '../roles/public-rights.ts';
import { SYSTEM_ROLE } from '../roles/tenancy.ts';
import { isOpen, type Login, readForeignLogins, readLogins, WORKER_ROLE } from '../roles/worker-roles.ts';
import type { Check, Context, Finding } from './check.ts';
import { psql, rowsOf } from './check.ts';

interface LoginRow {
  privileged: boolean;
  works: boolean;
  looksAcross: boolean;
  owns: string[];
}

const LOGIN = `
  SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS privileged, pg_has_role(oid, $2, 'USAGE') AS works,
    pg_has_role(oid, $3, 'USAGE') AS "looksAcross",
    ARRAY(SELECT relname::text FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p', 'v', 'S', 'm')) AS owns
  FROM pg_roles WHERE rolname = $1`;

const logins: Check = {
  name: 'worker-login',
  run: async ({ client }) => {
    const own = await readLogins(client);
    if (own.length === 0) {
      const what = 'The Worker of this database has no login yet.';
      return [{ level: 'info', what, why: 'The Worker connects as it.', mend: `${PROGRAM} worker-login` }];
    }
    const findings: Finding[] = [];
    for (const login of own) findings.push(...(await inspectLogin(client, login)));
    // The login of npm start is not checked: it serves one developer, in a database that is never closed.
    for (const { name } of await readLogins(client, ['worker'])) findings.push(...(await inspectRights(client, name)));
    return findings;
  },
};

/** Database names can be any text: a name that a shell could misread is not put into a shell command. */
function command(sql: (quoted: (name: string) => string) => string, ...names: string[]): string {
  if (names.every((name) => /^[a-z_][a-z0-9_]*$/.test(name))) return psql(sql((name) => name));
  return `In psql: ${sql((name) => `"${name.replaceAll('"', '""')}"`)}`;
}

async function inspectLogin(client: Context['client'], { name, elsewhere }: Login): Promise<Finding[]> {
  const [row] = await rowsOf<LoginRow>(client, LOGIN, [name, WORKER_ROLE, SYSTEM_ROLE]);
  const findings: Finding[] = [];
  const add = (what: string, why: string, mend: string) => findings.push({ level: 'error', what, why, mend });
  if (row?.privileged) {
    add(
      `The login ${name} has more power than it needs (superuser, BYPASSRLS, CREATEROLE or CREATEDB).`,
      'With it, one mistake in the code shows every organisation to every other.',
      command((quoted) => `ALTER ROLE ${quoted(name)} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB`, name),
    );
  } else if (row?.looksAcross) {
    add(
      `The login ${name} inherits what ${SYSTEM_ROLE} may.`,
      'Every query of the Worker would see every organisation; the role must be entered deliberately.',
      command((quoted) => `ALTER ROLE ${WORKER_ROLE} NOINHERIT; REVOKE ${SYSTEM_ROLE} FROM ${quoted(name)}`, name),
    );
  } else if (!row?.works) {
    add(
      `The login ${name} does not have the rights of ${WORKER_ROLE}.`,
      'The Worker sees nothing and answers 503.',
      command((quoted) => `ALTER ROLE ${quoted(name)} INHERIT; GRANT ${WORKER_ROLE} TO ${quoted(name)}`, name),
    );
  }
  if (row && row.owns.length > 0) {
    add(
      `The login ${name} owns ${row.owns.join(', ')}.`,
      'Row-level security does not hold for the owner of a table.',
      psql(row.owns.map((table) => `ALTER TABLE ${table} OWNER TO CURRENT_USER`).join('; ')),
    );
  }
  for (const database of elsewhere) {
    add(
      `The login ${name} may connect to the database ${database}, too.`,
      'Whoever has its password reads both deployments.',
      command((quoted) => `REVOKE CONNECT ON DATABASE ${quoted(database)} FROM ${quoted(name)}`, database, name),
    );
  }
  return findings;
}

/** Rights that PUBLIC has in a new database; `worker-login` revokes them if its role may. */
async function inspectRights(client: Context['client'], name: string): Promise<Finding[]> {
  const [row] = await rowsOf<{ database: string }>(client, 'SELECT current_database()::text AS database');
  const { temporary, largeObjects, ownsFunctions } = await readPublicRights(client, name);
  const database = row?.database ?? '';
  const findings: Finding[] = [];
  if (temporary) {
    findings.push({
      level: 'warning',
      what: `The login ${name} may make temporary tables.`,
      why: 'One of them can stand in for a table of the same name in every statement that follows.',
      mend: command(
        (quoted) => `REVOKE TEMPORARY ON DATABASE ${quoted(database)} FROM PUBLIC, ${WORKER_ROLE}, ${quoted(name)}`,
        database,
        name,
      ),
    });
  }
  if (largeObjects.length > 0) {
    const mend = command((quoted) => revokeLargeObjects(largeObjects, `PUBLIC, ${WORKER_ROLE}, ${quoted(name)}`), name);
    findings.push({
      level: ownsFunctions ? 'warning' : 'info',
      what: `The login ${name} may make large objects.`,
      why: 'No policy keeps organisations apart in them, and nothing removes them.',
      mend: ownsFunctions ? mend : `Only a superuser can take it away, where there is one: ${mend}`,
    });
  }
  return findings;
}

const sharing: Check = {
  name: 'sharing',
  run: async ({ client }) => {
    const [foreign, open, development] = [
      await readForeignLogins(client),
      await isOpen(client),
      await isMarked(client),
    ];
    const hasLogin = (await readLogins(client, ['worker'])).length > 0;
    const mend = `${PROGRAM} worker-login${hasLogin ? ' --close' : ''}`;
    if (foreign.length > 0) {
      const what = `${foreign.join(', ')} may connect to this database with the rights of the Worker.`;
      const why = `It is the login of other databases of this server${foreign.includes(WORKER_ROLE) ? ', or the one that older releases shared between all of them' : ''}: whoever has its password reads every organisation here.`;
      return [{ level: development ? 'info' : 'error', what, why, mend }];
    }
    if (!open || development || !hasLogin) return [];
    const what = 'Every role of this server may connect to this database.';
    const why = 'The next deployment on this server would find it open to its Worker.';
    return [{ level: 'warning', what, why, mend }];
  },
};

export const LOGIN_CHECKS: readonly Check[] = [logins, sharing];
