/** Creates a valid row in any table, based on the catalogue, and the rows to which it refers. */
import { uuidv7 } from '../../src/lib/ids.ts';
import { asOwner } from '../support/database.ts';
import { type Column, organisationColumnOf, type Table } from './catalogue.ts';

export type Row = Record<string, unknown>;

/** An organisation with a row in every table, which is created on demand. */
export interface Rows {
  organisationId: string;
  /** The organisation's row in that table; the same one each time. */
  rowOf(table: string): Promise<Row>;
  /** The values of a row that can be inserted; the rows to which it must refer exist. */
  valuesFor(table: string, given?: Row): Promise<Row>;
  /** The same organisation with new rows in every other table. */
  afresh(): Rows;
}

/** Milliseconds. */
const HOUR = 3_600_000;

const EXAMPLES: Record<string, (column: Column) => unknown> = {
  uuid: () => uuidv7(),
  // A URI, since some texts must be one (resources.indicator).
  text: ({ name }) => `urn:${name}:${crypto.randomUUID()}`,
  jsonb: () => '[]',
  // In the future: a sweep of another test would remove an expired row.
  timestamptz: ({ name }) => new Date(Date.now() + (name === 'expires_at' ? HOUR : 0)),
  int4: numberFor,
  int8: numberFor,
  bool: () => false,
};

/** What is called a number is its row's own: two rows of an organisation do not share it. */
function numberFor({ name }: Column): number {
  return name === 'number' ? Math.floor(Math.random() * 1_000_000_000) : 1;
}

function exampleOf(column: Column): unknown {
  const example = column.labels.length > 0 ? () => column.labels[0] : EXAMPLES[column.type];
  if (!example) throw new Error(`No example of type ${column.type} for ${column.name}: add one to EXAMPLES`);
  return example(column);
}

export function createRows(tables: Map<string, Table>, organisationId = uuidv7()): Rows {
  return rowsIn(tables, organisationId, new Map());
}

/** Rows of an organisation that exists. */
export function createRowsOf(tables: Map<string, Table>, { id }: { id: string }): Rows {
  return rowsIn(tables, id, new Map([['organisations', Promise.resolve({ id })]]));
}

function rowsIn(tables: Map<string, Table>, organisationId: string, known: Map<string, Promise<Row>>): Rows {
  const rows: Rows = {
    organisationId,
    rowOf: (name) => {
      const row = known.get(name) ?? rows.valuesFor(name).then((values) => insert(name, values));
      known.set(name, row);
      return row;
    },
    valuesFor: async (name, given = {}) => {
      const table = tables.get(name);
      if (!table) throw new Error(`There is no table ${name}`);
      return complete(table, given, rows);
    },
    afresh: () => rowsIn(tables, organisationId, new Map([['organisations', rows.rowOf('organisations')]])),
  };
  return rows;
}

async function complete(table: Table, given: Row, rows: Rows): Promise<Row> {
  const organisationColumn = organisationColumnOf(table);
  const values: Row = { ...(organisationColumn ? { [organisationColumn]: rows.organisationId } : {}), ...given };
  // A row belongs to a person or to a guest; a token may belong to a client only.
  const isOfSomebody =
    table.name !== 'tokens' && table.columns.some(({ name }) => name === 'member_id') && !values.member_id;
  // CHECK constraints require a secret for the kind of client that the examples make.
  const isWanted = ({ name, required }: Column) =>
    required || (name === 'user_id' && isOfSomebody) || name === 'client_secret';
  const isMissing = (column: Column) => isWanted(column) && !(column.name in values);
  // The organisation must exist, even if the row names it by itself.
  if (table.name !== 'organisations' && organisationColumn) await rows.rowOf('organisations');
  for (const { columns, table: target, referenced } of table.foreignKeys) {
    if (!table.columns.some((column) => isMissing(column) && columns.includes(column.name))) continue;
    const parent = await rows.rowOf(target);
    for (const [index, column] of columns.entries()) values[column] ??= parent[referenced[index] ?? ''];
  }
  for (const column of table.columns) if (isMissing(column)) values[column.name] = exampleOf(column);
  return values;
}

/** The INSERT of these values. */
export function insertionOf(table: string, row: Row): { text: string; values: unknown[] } {
  const columns = Object.keys(row);
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`;
  return { text, values: Object.values(row) };
}

async function insert(table: string, values: Row): Promise<Row> {
  const { text, values: parameters } = insertionOf(table, values);
  const [row] = await asOwner(`${text} RETURNING *`, parameters);
  return row ?? {};
}
