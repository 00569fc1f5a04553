/** Checks for missing, invalid and unused indexes. */
import { PROGRAM } from '../command-line/paths.ts';
import type { Check } from './check.ts';
import { psql, rowsOf } from './check.ts';

function inMigration(name: string, sql: string): string {
  return `${PROGRAM} dev --draft --name ${name}, and write into it: ${sql};`;
}

/**
 * Foreign keys without an index that starts with the key's columns, the organisation being optional. A partial index on
 * the rows that are not NULL suffices.
 */
const UNINDEXED = `
  SELECT conrelid::regclass::text AS table, conname AS name, (
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY position) FROM unnest(conkey) WITH ORDINALITY AS key (number, position)
    JOIN pg_attribute ON attrelid = conrelid AND attnum = number
  ) AS columns
  FROM pg_constraint
  WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
    SELECT FROM pg_index JOIN generate_series(1, 4) AS length ON length <= indnkeyatts
    WHERE indrelid = conrelid AND indisvalid AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) IN (
        SELECT format('(%I IS NOT NULL)', attname) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)
      ))
      AND (indkey::int2[])[0:length - 1] <@ conkey
      AND ARRAY(
        SELECT attnum FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)
          AND (attname <> 'organisation_id' OR cardinality(conkey) = 1)
      ) <@ (indkey::int2[])[0:length - 1]
  ) ORDER BY 1, 2`;

const foreignKeys: Check = {
  name: 'foreign-key-indexes',
  run: async ({ client }) => {
    const rows = await rowsOf<{ table: string; name: string; columns: string }>(client, UNINDEXED);
    return rows.map(({ table, name, columns }) => ({
      level: 'warning',
      what: `No index serves the foreign key ${name} of ${table} (${columns}).`,
      why: 'Deleting a row it refers to reads the whole table.',
      mend: inMigration(`index_${table}`, `CREATE INDEX CONCURRENTLY ON ${table} (${columns})`),
    }));
  },
};

const invalid: Check = {
  name: 'invalid-indexes',
  run: async ({ client }) => {
    const rows = await rowsOf<{ name: string }>(
      client,
      `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid AND NOT EXISTS (
         SELECT FROM pg_stat_progress_create_index WHERE index_relid = indexrelid) ORDER BY 1`,
    );
    return rows.map(({ name }) => ({
      level: 'error',
      what: `The index ${name} is invalid: building it concurrently failed.`,
      why: 'No query uses it, a unique one guarantees nothing, and writes pay for it.',
      mend: psql(`DROP INDEX CONCURRENTLY ${name}`),
    }));
  },
};

const unused: Check = {
  name: 'unused-indexes',
  run: async ({ client, thresholds }) => {
    const rows = await rowsOf<{ name: string; bytes: number }>(
      client,
      `SELECT indexrelid::regclass::text AS name, pg_relation_size(indexrelid)::float8 AS bytes
       FROM pg_stat_user_indexes JOIN pg_index USING (indexrelid)
       WHERE idx_scan = 0 AND NOT indisunique AND pg_relation_size(indexrelid) >= $1
         AND (SELECT coalesce(stats_reset, pg_postmaster_start_time()) FROM pg_stat_database WHERE datname = current_database())
           <= now() - make_interval(days => $2)
       ORDER BY 2 DESC, 1`,
      [thresholds.unusedIndexBytes, thresholds.statisticsDays],
    );
    return rows.map(({ name, bytes }) => ({
      level: 'info',
      what: `The index ${name} (${(bytes / 1e6).toFixed(1)} MB) has not been used since the statistics began.`,
      why: 'Every write pays for it. Look at the replicas too before you drop it.',
      mend: inMigration('drop_unused_index', `DROP INDEX CONCURRENTLY ${name}`),
    }));
  },
};

const missing: Check = {
  name: 'missing-indexes',
  run: async ({ client, thresholds }) => {
    const rows = await rowsOf<{ table: string; scans: number; rows: number }>(
      client,
      `SELECT relid::regclass::text AS table, seq_scan::int AS scans, (seq_tup_read / seq_scan)::int AS rows
       FROM pg_stat_user_tables WHERE seq_scan >= 100 AND seq_tup_read / seq_scan >= $1 AND seq_scan > coalesce(idx_scan, 0) / 10
       ORDER BY seq_tup_read DESC`,
      [thresholds.largeTableRows],
    );
    return rows.map(({ table, scans, rows: read }) => ({
      level: 'warning',
      what: `${table} was read from end to end ${scans} times, ${read} rows each.`,
      why: 'A query that runs often has no index that serves it.',
      mend: `Find the query (pg_stat_statements, or LOG_LEVEL=debug in the Worker), then ${inMigration(`index_${table}`, `CREATE INDEX CONCURRENTLY ON ${table} (…)`)}`,
    }));
  },
};

export const INDEX_CHECKS: readonly Check[] = [foreignKeys, invalid, unused, missing];
