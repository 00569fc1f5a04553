/**
 * Sealing anew, under the current key, what former ones sealed: in batches, beside a running Worker, as often as wanted.
 * A value that changes meanwhile is left to whoever changed it, and looked at again by the next pass.
 */
import type { Client } from 'pg';
import type { SecretBox } from '../src/platform/crypto.ts';
import { SEALED_COLUMNS } from '../src/platform/sealed-columns.ts';
import { CommandError } from './command-error.ts';
import { withClient } from './connection.ts';
import type { Report } from './progress.ts';

type SealedColumn = (typeof SEALED_COLUMNS)[number];

export interface Resealed {
  table: string;
  column: string;
  /** Sealed anew. */
  count: number;
  /** Ids of rows that no key at hand opens; they stay as they are. */
  closed: string[];
  /** Still under another key: somebody sealed with it meanwhile. */
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

/** @throws CommandError when the key at hand is not the one of this database: what it seals nobody could open */
export async function assertOpens(client: Client, box: SecretBox): Promise<void> {
  const { rows } = await client.query(`SELECT private_key FROM jwks WHERE stage = 'signing' AND is_active`);
  for (const { private_key: sealed } of rows) {
    await box.open(sealed, 'jwk.private').catch((cause) => {
      throw new CommandError(
        'SECRET_ENCRYPTION_KEY does not open the signing keys: give the one that the Worker has.',
        {
          cause,
        },
      );
    });
  }
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
  const { table, column } = sealed;
  const result: Resealed = { table, column, count: 0, closed: [], left: 0 };
  // Nothing is above it: the first batch begins below every id.
  let last = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await client.query<{ id: string; former: string }>(
      `SELECT id, ${column} AS former FROM ${table} WHERE ${isFormer(column)} AND id > $2 ORDER BY id LIMIT $3`,
      [`v${box.version}:%`, last, batch],
    );
    const renewed = await renew(box, sealed, rows);
    result.closed.push(...renewed.closed);
    result.count += await store(client, sealed, renewed.values);
    report(`${table}: ${result.count}`);
    if (rows.length < batch) break;
    last = rows.at(-1)?.id ?? last;
  }
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE ${isFormer(column)}`,
    [`v${box.version}:%`],
  );
  result.left = (rows[0]?.count ?? 0) - result.closed.length;
  return result;
}

/** Under another key than the current one, $1; what holds no secret has no version either. */
const isFormer = (column: string) => `${column} LIKE 'v%:%' AND ${column} NOT LIKE $1`;

interface Renewed {
  id: string;
  former: string;
  renewed: string;
}

async function renew(box: SecretBox, { purpose }: SealedColumn, rows: { id: string; former: string }[]) {
  const values: Renewed[] = [];
  const closed: string[] = [];
  for (const { id, former } of rows) {
    try {
      values.push({ id, former, renewed: await box.seal(await box.open(former, purpose), purpose) });
    } catch {
      closed.push(id);
    }
  }
  return { values, closed };
}

/** Only where the value is still the one that was opened. */
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
