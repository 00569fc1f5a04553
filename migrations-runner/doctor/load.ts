/** Checks of connections, long transactions and slow statements. */
import type { Check, Context, Finding } from './check.ts';
import { psql, rowsOf } from './check.ts';

const CONNECTIONS = `
  SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS usable,
    (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used`;

interface Connections {
  usable: number;
  used: number;
}

async function readConnections({ client }: Context): Promise<Connections> {
  const [connections] = await rowsOf<Connections>(client, CONNECTIONS);
  return connections ?? { usable: 0, used: 0 };
}

const connections: Check = {
  name: 'connections',
  run: async (context) => {
    const { usable, used } = await readConnections(context);
    const share = used / usable;
    if (share < 0.7) return [];
    return [
      {
        level: share < 0.9 ? 'warning' : 'error',
        what: `${used} of ${usable} connections are in use.`,
        why: 'When none is left, every request fails.',
        mend: `See who holds them, then lower the pools or raise max_connections: ${psql('SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC')}`,
      },
    ];
  },
};

/** The default limit of Hyperdrive's connections (paid plans). */
const HYPERDRIVE_DEFAULT = 60;

const pools: Check = {
  name: 'pools',
  run: async (context) => {
    if (context.instances === null) return [];
    const { usable } = await readConnections(context);
    const limit = Number(new URL(context.url).searchParams.get('connection_limit') ?? HYPERDRIVE_DEFAULT);
    const demanded = context.instances * limit;
    if (demanded < usable) return [];
    return [
      {
        level: 'error',
        what: `${context.instances} pools of ${limit} connections may ask for ${demanded}, and the server has ${usable}.`,
        why: 'number_of_instances × connection_limit must stay below max_connections, with room for migrations and backups.',
        mend: `Give each pool at most ${Math.max(1, Math.floor((usable - 1) / context.instances))}: npx wrangler hyperdrive update <id> --origin-connection-limit=<n>, or connection_limit in the URL.`,
      },
    ];
  },
};

const longTransactions: Check = {
  name: 'long-transactions',
  run: async ({ client, thresholds }) => {
    const rows = await rowsOf<{ pid: number; role: string; seconds: number; state: string; query: string }>(
      client,
      `SELECT pid, usename AS role, extract(epoch FROM clock_timestamp() - xact_start)::int AS seconds, state, left(regexp_replace(query, '\\s+', ' ', 'g'), 80) AS query
       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
         AND xact_start < clock_timestamp() - make_interval(secs => $1) ORDER BY xact_start`,
      [thresholds.longTransactionSeconds],
    );
    return rows.map(
      ({ pid, role, seconds, state, query }): Finding => ({
        level: 'warning',
        what: `A transaction of ${role} has been open for ${seconds} s (${state}): ${query}`,
        why: 'It keeps its locks, holds up migrations, and keeps VACUUM from removing dead rows.',
        mend: psql(`SELECT pg_terminate_backend(${pid})`),
      }),
    );
  },
};

const slowStatements: Check = {
  name: 'slow-statements',
  run: async ({ client, thresholds }) => {
    const [installed] = await rowsOf<{ there: boolean }>(
      client,
      `SELECT to_regclass('pg_stat_statements') IS NOT NULL AS there`,
    );
    if (!installed?.there) {
      return [
        {
          level: 'info',
          what: 'pg_stat_statements is not installed, so slow statements cannot be named.',
          why: 'It costs little and knows what the database spends its time on.',
          mend: `Add it to shared_preload_libraries (most providers have), then ${psql('CREATE EXTENSION pg_stat_statements')}`,
        },
      ];
    }
    const rows = await rowsOf<{ query: string; calls: number; mean: number }>(
      client,
      `SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 120) AS query, calls::int, round(mean_exec_time)::int AS mean
       FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND mean_exec_time > $1 AND query ~* '^\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)' AND query !~ $2
       ORDER BY total_exec_time DESC LIMIT 5`,
      [thresholds.slowStatementMs, CATALOGUES],
    );
    return rows.map(({ query, calls, mean }) => ({
      level: 'warning',
      what: `Slow: ${mean} ms on average in ${calls} calls: ${query}`,
      why: 'Requests wait for it, and it keeps a connection for that long.',
      mend: 'Look at its plan (EXPLAIN (ANALYZE, BUFFERS) …) and give it an index or fewer columns.',
    }));
  },
};

/** Queries of the catalogue come from tools like this one; no request waits for them. */
const CATALOGUES = '\\m(information_schema|pg_catalog|pg_class|pg_attribute|pg_namespace)\\M';

export const LOAD_CHECKS: readonly Check[] = [connections, pools, longTransactions, slowStatements];
