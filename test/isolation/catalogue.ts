/** Reads the tables from the catalogue, so that tests cover new tables automatically. */
import { asOwner } from '../support/database.ts';

export interface Column {
  name: string;
  type: string;
  /** Whether an INSERT must name it. */
  required: boolean;
  /** The labels of an enumeration. */
  labels: string[];
}

export interface ForeignKey {
  name: string;
  columns: string[];
  table: string;
  referenced: string[];
}

export interface Table {
  name: string;
  columns: Column[];
  foreignKeys: ForeignKey[];
}

const COLUMNS = `
  SELECT json_agg(json_build_object(
    'name', a.attname, 'type', t.typname, 'required', a.attnotnull AND NOT a.atthasdef,
    'labels', ARRAY(SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder)
  ) ORDER BY a.attnum)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const namesOf = (relation: string, numbers: string) => `
  ARRAY(SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY AS key (number, position)
        JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = key.number ORDER BY position)`;

const FOREIGN_KEYS = `
  SELECT COALESCE(json_agg(json_build_object(
    'name', k.conname, 'columns', ${namesOf('k.conrelid', 'k.conkey')},
    'table', k.confrelid::regclass::text, 'referenced', ${namesOf('k.confrelid', 'k.confkey')}
  ) ORDER BY k.conname), '[]') FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'`;

/** Every table of the schema except the history of migrations. */
export async function readTables(): Promise<Map<string, Table>> {
  const tables = await asOwner<Table>(`
    SELECT c.relname AS name, (${COLUMNS}) AS columns, (${FOREIGN_KEYS}) AS "foreignKeys"
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT LIKE '\\_%'
    ORDER BY c.relname`);
  return new Map(tables.map((table) => [table.name, table]));
}

/** The column of the organisation; null for tables without one. */
export function organisationColumnOf(table: Table): string | null {
  if (table.name === 'organisations') return 'id';
  return table.columns.some(({ name }) => name === 'organisation_id') ? 'organisation_id' : null;
}

/** The tables whose rows belong to an organisation. */
export function tenantTables(tables: Map<string, Table>): Table[] {
  return [...tables.values()].filter((table) => organisationColumnOf(table) !== null);
}
