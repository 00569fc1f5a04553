/**
 * Seals secrets again that are sealed under another key, or in another form, than the box seals: in batches, on a live
 * system, and idempotent. A value that changes meanwhile is skipped, and read again by the next run.
 */

import type { Client } from 'pg';
import { LOWEST_ID } from '../../src/lib/ids.ts';
import { contextOf, SEALED_COLUMNS, type SealedColumn } from '../../src/platform/keys/sealed-columns.ts';
import type { SecretBox } from '../../src/platform/keys/secret-box.ts';
import type { Report } from '../command-line/progress.ts';
import { withClient } from '../database/connection.ts';
import { assertOpens } from './sealing.ts';

export interface Resealed {
  table: string;
  column: string;
  /** Secrets that were sealed again. */
  count: number;
  /** Ids of rows whose secret cannot be opened, or is refused; they are not changed. */
  closed: string[];
  /** Secrets that a Worker has sealed in the other form meanwhile. */
  left: number;
}

const BATCH = 500;

export async function resealSecrets(
  url: string,
  box: SecretBox,
  { report = () => {}, batch = BATCH }: { report?: Report; batch?: number } = {},
): Promise<Resealed[]> {
  return withClient(url, async (client) => {
    await assertOpens(client, box);
    const results: Resealed[] = [];
    for (const column of SEALED_COLUMNS) {
      results.push(await resealColumn(client, box, { column, batch, report }));
    }
    return results;
  });
}

interface Pass {
  column: SealedColumn;
  batch: number;
  report: Report;
}

async function resealColumn(
  client: Client,
  box: SecretBox,
  { column: sealed, batch, report }: Pass,
): Promise<Resealed> {
  const { table, column, owner } = sealed;
  const result: Resealed = { table, column, count: 0, closed: [], left: 0 };
  // Below every id, for the first batch.
  let last = LOWEST_ID;
  for (;;) {
    const { rows } = await client.query<SealedRow>(
      `SELECT id, ${owner ?? 'NULL::uuid'} AS "ownerId", ${column} AS former FROM ${table}
       WHERE ${isSealedOtherwise(column)} AND id > $2 ORDER BY id LIMIT $3`,
      [`${box.prefix}%`, last, batch],
    );
    const renewed = await renew(box, sealed, rows);
    result.closed.push(...renewed.closed);
    result.count += await store(client, sealed, renewed.values);
    report(`${table}: ${result.count}`);
    if (rows.length < batch) break;
    last = rows.at(-1)?.id ?? last;
  }
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE ${isSealedOtherwise(column)}`,
    [`${box.prefix}%`],
  );
  result.left = (rows[0]?.count ?? 0) - result.closed.length;
  return result;
}

/** Rows with an envelope whose prefix is not $1. */
const isSealedOtherwise = (column: string) => `${column} ~ '^[dv][0-9]+:' AND ${column} NOT LIKE $1`;

interface SealedRow {
  id: string;
  ownerId: string | null;
  former: string;
}

interface Renewed {
  id: string;
  former: string;
  renewed: string;
}

async function renew(box: SecretBox, column: SealedColumn, rows: SealedRow[]) {
  const values: Renewed[] = [];
  const closed: string[] = [];
  for (const { former, ...row } of rows) {
    const context = contextOf(column, row);
    try {
      values.push({ id: row.id, former, renewed: await box.seal(await box.open(former, context), context) });
    } catch {
      closed.push(row.id);
    }
  }
  return { values, closed };
}

/** Updates only rows whose value is still the one that was opened. */
async function store(client: Client, { table, column }: SealedColumn, values: Renewed[]): Promise<number> {
  if (values.length === 0) return 0;
  const { rowCount } = await client.query(
    `UPDATE ${table} SET ${column} = renewed.value
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS renewed (id, former, value)
     WHERE ${table}.id = renewed.id AND ${table}.${column} = renewed.former`,
    [values.map(({ id }) => id), values.map(({ former }) => former), values.map(({ renewed }) => renewed)],
  );
  return rowCount ?? 0;
}
