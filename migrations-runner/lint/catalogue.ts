/** A snapshot of the catalogue, to compare before and after a migration. It also shows the effects of DO blocks. */
import type { Client } from 'pg';

export interface Column {
  table: number;
  tableName: string;
  name: string;
  type: string;
  required: boolean;
  hasDefault: boolean;
}

export interface Part {
  table: number;
  name: string;
}

/** Objects by their OID, which stays the same when they are renamed. */
export interface Catalogue {
  tables: Map<number, string>;
  /** `<table>.<column number>` */
  columns: Map<string, Column>;
  indexes: Map<number, Part>;
  /** Foreign keys and checks that were validated against existing rows. */
  validated: Map<number, Part>;
}

const COLUMNS = `
  SELECT attrelid || '.' || attnum AS id, attrelid::int AS table, relname AS "tableName", attname AS name,
    format_type(atttypid, atttypmod) AS type, attnotnull AS required, atthasdef OR attidentity <> '' AS "hasDefault"
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped`;

export async function readCatalogue(client: Client): Promise<Catalogue> {
  const table = `SELECT oid::int AS id, relname AS name FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`;
  const index = `SELECT indexrelid::int AS id, indrelid::int AS table, relname AS name FROM pg_index
                 JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace`;
  const constraint = `SELECT oid::int AS id, conrelid::int AS table, conname AS name FROM pg_constraint
                      WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'c') AND convalidated AND conrelid <> 0`;
  const tables = await client.query(table);
  return {
    tables: new Map(tables.rows.map(({ id, name }) => [id, name])),
    columns: byId<string, Column>((await client.query(COLUMNS)).rows),
    indexes: byId<number, Part>((await client.query(index)).rows),
    validated: byId<number, Part>((await client.query(constraint)).rows),
  };
}

function byId<Id, Row>(rows: ({ id: Id } & Row)[]): Map<Id, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
