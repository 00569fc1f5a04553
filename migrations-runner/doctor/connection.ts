/** Checks of the connection: TLS, server version, role, and whether it can write. */
import { WORKER_ROLE } from '../roles/worker-roles.ts';
import type { Check } from './check.ts';
import { psql, rowsOf } from './check.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', ''];

const tls: Check = {
  name: 'tls',
  run: async ({ client, url }) => {
    const { hostname, searchParams } = new URL(url);
    if (LOOPBACK.includes(hostname)) return [];
    const [connection] = await rowsOf<{ ssl: boolean }>(
      client,
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    const mend = 'Put sslmode=verify-full into DATABASE_URL, and the same into the connection string of Hyperdrive.';
    if (!connection?.ssl) {
      return [
        {
          level: 'error',
          what: 'The connection is not encrypted.',
          why: 'Passwords and tokens cross the network in the clear.',
          mend,
        },
      ];
    }
    const mode = searchParams.get('sslmode') ?? 'prefer';
    if (mode.startsWith('verify')) return [];
    return [
      {
        level: 'warning',
        what: `The connection is encrypted, but sslmode=${mode} does not check whose server it is.`,
        why: 'Whoever sits in between can pretend to be the database.',
        mend,
      },
    ];
  },
};

const VERSION_MIN = 14;

const version: Check = {
  name: 'version',
  run: async ({ client }) => {
    const [server] = await rowsOf<{ version: string; number: number }>(
      client,
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version, current_setting('server_version_num')::int AS number`,
    );
    if (!server || server.number >= VERSION_MIN * 10_000) return [];
    return [
      {
        level: 'error',
        what: `The server is PostgreSQL ${server.version}.`,
        why: `Cerberus needs ${VERSION_MIN} or newer, and older ones get no security fixes.`,
        mend: 'Upgrade the server (pg_upgrade, or your provider), or move: npm run db -- backup, then restore on a newer one.',
      },
    ];
  },
};

const role: Check = {
  name: 'role',
  run: async ({ client }) => {
    const [current] = await rowsOf<{ name: string; worker: boolean }>(
      client,
      `SELECT rolname AS name, NOT rolsuper AND EXISTS (
         SELECT FROM pg_roles worker WHERE worker.rolname = $1 AND pg_has_role(pg_roles.oid, worker.oid, 'USAGE')
       ) AND oid <> (SELECT datdba FROM pg_database WHERE datname = current_database()) AS worker
       FROM pg_roles WHERE rolname = current_user`,
      [WORKER_ROLE],
    );
    if (!current?.worker) return [];
    return [
      {
        level: 'error',
        what: `DATABASE_URL logs in as ${current.name}, the login of a Worker.`,
        why: 'The Worker owns nothing and sees one organisation at a time: migrations, backups and this doctor need the owner.',
        mend: 'Set DATABASE_URL to the role that owns the tables; the role of the Worker belongs into Hyperdrive.',
      },
    ];
  },
};

/** The doctor's own session is read-only, so the setting of other sessions is read from the catalogue. */
const READ_ONLY = `
  SELECT pg_is_in_recovery() AS standby,
    (SELECT reset_val = 'on' FROM pg_settings WHERE name = 'default_transaction_read_only')
      OR EXISTS (
        SELECT FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
          AND (s.setrole = 0 OR r.rolname = $1) AND s.setconfig && '{default_transaction_read_only=on,default_transaction_read_only=true}'
      ) AS "readOnly"`;

const writable: Check = {
  name: 'writable',
  run: async ({ client }) => {
    const [server] = await rowsOf<{ standby: boolean; readOnly: boolean }>(client, READ_ONLY, [WORKER_ROLE]);
    if (!server?.standby && !server?.readOnly) return [];
    const why = 'Nobody can sign in and no token can be issued: every write is answered 503.';
    if (server.standby) {
      return [
        {
          level: 'error',
          what: 'The server is a standby: it only reads.',
          why,
          mend: 'Let DATABASE_URL and Hyperdrive name the primary; after a failover promote this one: SELECT pg_promote().',
        },
      ];
    }
    return [
      {
        level: 'error',
        what: 'Transactions are read-only (default_transaction_read_only = on).',
        why: `${why} Providers set it when the disk is full.`,
        mend: `Find out who set it, and why, first. Then: ${psql('ALTER DATABASE <name> RESET default_transaction_read_only')}, or the same for the role or the server.`,
      },
    ];
  },
};

export const CONNECTION_CHECKS: readonly Check[] = [tls, version, role, writable];
