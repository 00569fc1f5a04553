/** A valid row in any table, made from what the catalogue says of it; what it refers to is made along with it. */
import { uuidv7 } from '../../src/lib/ids.ts';
import { asOwner } from '../support/database.ts';
import { type Column, organisationColumnOf, type Table } from './catalogue.ts';

export type Row = Record<string, unknown>;

/** One organisation with, on demand, a row in every table. */
export interface Rows {
  organisationId: string;
  /** The organisation's row in that table; the same one each time. */
  rowOf(table: string): Promise<Row>;
  /** The values of a row that could be inserted; what it must refer to exists. */
  valuesFor(table: string, given?: Row): Promise<Row>;
  /** The same organisation with new rows in every other table. */
  afresh(): Rows;
}

/** Milliseconds. */
const HOUR = 3_600_000;

const EXAMPLES: Record<string, (column: Column) => unknown> = {
  uuid: () => uuidv7(),
  // Where a text must be a URI (resources.indicator), this is one.
  text: ({ name }) => `urn:${name}:${crypto.randomUUID()}`,
  jsonb: () => '[]',
  // A row that had expired would be gone as soon as a sweep runs beside the test.
  timestamptz: ({ name }) => new Date(Date.now() + (name === 'expires_at' ? HOUR : 0)),
  int4: () => 1,
  int8: () => 1,
  bool: () => false,
};

function exampleOf(column: Column): unknown {
  const example = column.labels.length > 0 ? () => column.labels[0] : EXAMPLES[column.type];
  if (!example) throw new Error(`No example of type ${column.type} for ${column.name}: add one to EXAMPLES`);
  return example(column);
}

export function createRows(tables: Map<string, Table>, organisationId = uuidv7()): Rows {
  return rowsIn(tables, organisationId, new Map());
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
  // What a person and a guest may hold is one of theirs; a token may be a client's own.
  const isOfSomebody =
    table.name !== 'tokens' && table.columns.some(({ name }) => name === 'member_id') && !values.member_id;
  // The rules of the database want a secret of the kind of client that the examples make.
  const isWanted = ({ name, required }: Column) =>
    required || (name === 'user_id' && isOfSomebody) || name === 'client_secret';
  const isMissing = (column: Column) => isWanted(column) && !(column.name in values);
  // A row is no use without its organisation, even where it names it itself.
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
