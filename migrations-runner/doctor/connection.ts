/** The connection itself: is it private, to what, and as whom? */
import { WORKER_ROLE } from '../worker-login.ts';
import type { Check } from './check.ts';
import { rowsOf } from './check.ts';

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
    const [current] = await rowsOf<{ name: string }>(client, 'SELECT current_user::text AS name');
    if (current?.name !== WORKER_ROLE) return [];
    return [
      {
        level: 'error',
        what: `DATABASE_URL logs in as ${WORKER_ROLE}.`,
        why: 'The Worker owns nothing and sees one organisation at a time: migrations, backups and this doctor need the owner.',
        mend: 'Set DATABASE_URL to the role that owns the tables; the role of the Worker belongs into Hyperdrive.',
      },
    ];
  },
};

export const CONNECTION_CHECKS: readonly Check[] = [tls, version, role];
