/** Finds the indexes of busy tables that statements use, on the large database: each index makes writes slower. */
import { env } from 'cloudflare:workers';
import { asOwner, connectedTo } from './database.ts';
import { askedBy, indexesOf, planOf, type RecordedStatement } from './recorded-statements.ts';

/** Tables that are written with each sign-in, code and token. */
export const BUSY_TABLES = ['tokens', 'refresh_tokens', 'audit_logs', 'authorization_codes'];

/** The organisation with the most rows. */
const LARGEST = `SELECT md5('bulk-organisation-1')::uuid AS id`;

const INDEXES = `
  SELECT indexrelid::regclass::text AS name,
    indisprimary OR EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conindid = indexrelid) AS "isRule"
  FROM pg_index WHERE indrelid = $1::regclass ORDER BY 1`;

interface Index {
  name: string;
  /** A primary key, or the target of a foreign key: needed even if no statement reads it. */
  isRule: boolean;
}

/** An index of a partition is used as that of its table. */
const OF_TABLES = `
  SELECT inhparent::regclass::text AS name FROM pg_inherits
  WHERE inhrelid = ANY (SELECT to_regclass(used) FROM unnest($1::text[]) AS used)`;

/** The query of PostgreSQL when a row is deleted that the foreign key refers to. */
const REFERRING = `
  SELECT format('SELECT 1 FROM %s %s WHERE ', CASE (SELECT relkind FROM pg_class c WHERE c.oid = conrelid) WHEN 'p' THEN '' ELSE 'ONLY' END,
      conrelid::regclass) || string_agg(format('%I = $%s', attname, position), ' AND ') AS text,
    count(*)::int AS columns
  FROM pg_constraint CROSS JOIN unnest(conkey) WITH ORDINALITY AS key (number, position)
  JOIN pg_attribute ON attrelid = conrelid AND attnum = number
  WHERE contype = 'f' AND conrelid = ANY ($1::regclass[]) GROUP BY pg_constraint.oid`;

const { HYPERDRIVE, TEST_OWNER_DATABASE_URL } = env as unknown as {
  HYPERDRIVE: Hyperdrive;
  TEST_OWNER_DATABASE_URL: string;
};

/** The indexes that PostgreSQL uses for the statements, and when rows are deleted that others refer to. */
export async function indexesInUse(statements: RecordedStatement[]): Promise<Set<string>> {
  const [{ id } = { id: '' }] = await asOwner<{ id: string }>(LARGEST);
  const asked = statements.map((statement) => askedBy(id, statement));
  const keys = await asOwner<{ text: string; columns: number }>(REFERRING, [BUSY_TABLES]);
  // The id is used for every column: in columns other than the organisation it finds no rows, as most ids do.
  const referring = keys.map(({ text, columns }) => ({ text, values: Array(columns).fill(id), opening: 'BEGIN' }));
  const used = [
    ...(await indexesFor(HYPERDRIVE.connectionString, asked)),
    ...(await indexesFor(TEST_OWNER_DATABASE_URL, referring)),
  ];
  const ofTables = await asOwner<{ name: string }>(OF_TABLES, [used]);
  return new Set([...used, ...ofTables.map(({ name }) => name)]);
}

async function indexesFor(connectionString: string, statements: RecordedStatement[]): Promise<string[]> {
  return connectedTo(connectionString, async (client) => {
    const found: string[] = [];
    for (const statement of statements) found.push(...indexesOf(await planOf(client, statement)));
    return found;
  });
}

/** @param change a statement that changes the indexes, and is rolled back */
export async function unusedIndexesOf(table: string, used: Set<string>, change = ''): Promise<string[]> {
  return connectedTo(TEST_OWNER_DATABASE_URL, async (client) => {
    await client.query(`BEGIN; ${change}`);
    const { rows } = await client.query<Index>(INDEXES, [table]);
    await client.query('ROLLBACK');
    return rows.filter(({ name, isRule }) => !isRule && !used.has(name)).map(({ name }) => name);
  });
}
