/** The number of rows and a checksum of each table, which are equal before a backup and after its restore. */
import type { Client } from 'pg';
import type { Report } from '../command-line/progress.ts';

export interface TableContent {
  rows: number;
  /** Independent of the order of the rows, and of the version and settings of the server. */
  checksum: string;
}

export type TableChecksums = Record<string, TableContent>;

/** Settings that determine how values are written as text. */
const PLAIN_TEXT = `
  SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'iso_8601';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL xmlbinary = 'base64';
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off`;

/** Tables whose rows a dump contains: ordinary ones that belong to no extension. */
const TABLES = `
  SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_t%'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND classid = 'pg_class'::regclass AND deptype = 'e')
  ORDER BY 1`;

/** Reads every row once. To be called inside a transaction, for one snapshot. */
export async function readTableChecksums(
  client: Client,
  report: Report = () => {},
  signal?: AbortSignal,
): Promise<TableChecksums> {
  await client.query(PLAIN_TEXT);
  const checksums: TableChecksums = {};
  const names = await readTableNames(client);
  for (const [index, name] of names.entries()) {
    signal?.throwIfAborted();
    report(`table ${index + 1} of ${names.length}`);
    checksums[name] = await readContent(client, name);
  }
  return checksums;
}

export async function readTableNames(client: Client): Promise<string[]> {
  const { rows } = await client.query(TABLES);
  return rows.map(({ name }) => name);
}

/** The sums of both halves of each row's MD5: a sum does not depend on the order and needs no sorting. */
async function readContent(client: Client, table: string): Promise<TableContent> {
  const { rows } = await client.query(`
    SELECT count(*) AS rows, sum(('x' || left(digest, 16))::bit(64)::bigint) AS high,
      sum(('x' || right(digest, 16))::bit(64)::bigint) AS low
    FROM (SELECT md5(this_row::text) AS digest FROM ${table} AS this_row) AS digests`);
  const { high, low, rows: count } = rows[0];
  return { rows: Number(count), checksum: hex64(high) + hex64(low) };
}

function hex64(sum: string | null): string {
  return BigInt.asUintN(64, BigInt(sum ?? 0))
    .toString(16)
    .padStart(16, '0');
}

/** One sentence for each table that differs. */
export function compareTables(expected: TableChecksums, found: TableChecksums): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    const [before, after] = [expected[name], found[name]];
    if (!before) return [`${name} was not in the backup.`];
    if (!after) return [`${name} is missing.`];
    if (before.rows !== after.rows) return [`${name} has ${after.rows} rows instead of ${before.rows}.`];
    return before.checksum === after.checksum ? [] : [`${name} has other contents.`];
  });
}
