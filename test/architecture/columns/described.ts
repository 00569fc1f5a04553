/** PostgreSQL's description of a statement, without running it, and the JavaScript types of its columns in `pg`. */
import { type Client, type Connection, types } from 'pg';

export interface Column {
  name: string;
  /** PostgreSQL's name of the type. */
  type: string;
  /** The JavaScript type: `string`, `number`, `boolean`, `Date`, `Buffer`, `json`, and arrays such as `string[]`. */
  kind: string;
  /** Of an enum. */
  labels?: string[];
  /** Whether it is a column of a table that may be null; what is computed, or joined, may be as well. */
  isNullable: boolean;
}

/** As the protocol describes it. */
interface Field {
  name: string;
  dataTypeID: number;
  tableID: number;
  columnID: number;
}

interface TypeRow {
  oid: number;
  name: string;
  category: string;
  element: number;
  labels: string[] | null;
}

export type Describe = (text: string) => Promise<Column[] | Error>;

/** Describes statements on this connection, with the rights of its role. */
export async function describer(client: Client): Promise<Describe> {
  const { rows } = await client.query<TypeRow>(`
    SELECT t.oid::int AS oid, t.typname AS name, t.typcategory AS category, t.typelem::int AS element,
      (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
    FROM pg_type t`);
  const known = new Map(rows.map((row) => [row.oid, row]));
  const nullable = await readNullable(client);
  return async (text) => {
    const described = await new Promise<Field[] | Error>((resolve) => {
      client.query(new Description(text, resolve) as never);
    });
    if (described instanceof Error) return described;
    return described.map(({ name, dataTypeID, tableID, columnID }) => ({
      name,
      ...typeOf(dataTypeID, known),
      isNullable: nullable.has(`${tableID} ${columnID}`),
    }));
  };
}

async function readNullable(client: Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT attrelid::oid || ' ' || attnum AS key FROM pg_attribute WHERE attnum > 0 AND NOT attnotnull`,
  );
  return new Set(rows.map(({ key }) => key));
}

function typeOf(oid: number, known: ReadonlyMap<number, TypeRow>): Pick<Column, 'type' | 'kind' | 'labels'> {
  const type = known.get(oid);
  if (!type) throw new Error(`PostgreSQL has no type ${oid}`);
  const kind = /^jsonb?$/.test(type.name) ? 'json' : kindOf(types.getTypeParser(oid, 'text')(sampleOf(type, known)));
  return { type: type.name, kind, ...(type.labels ? { labels: type.labels } : {}) };
}

/** A text such as PostgreSQL sends for the type. */
function sampleOf({ category, element, labels, name }: TypeRow, known: ReadonlyMap<number, TypeRow>): string {
  const of = known.get(element);
  if (category === 'A' && of) return `{${sampleOf(of, known)}}`;
  if (category === 'N') return '1';
  if (category === 'B') return 't';
  if (category === 'D') return '2026-08-01 00:00:00+00';
  if (name === 'bytea') return '\\x00';
  return labels?.[0] ?? 'text';
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `${kindOf(value[0])}[]`;
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}

/** Parse, Describe and Sync of the extended protocol: no portal is bound, so nothing runs. */
class Description {
  readonly #text: string;
  readonly #resolve: (described: Field[] | Error) => void;
  #fields: Field[] = [];

  constructor(text: string, resolve: (described: Field[] | Error) => void) {
    this.#text = text;
    this.#resolve = resolve;
  }

  submit(connection: Connection): void {
    connection.parse({ name: '', text: this.#text, types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#fields = fields;
  }

  handleError(error: Error): void {
    this.#resolve(error);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#fields);
  }
}
