/** What PostgreSQL says of a statement without running it, and what `pg` makes of its columns. */
import { type Client, type Connection, types } from 'pg';

export interface Column {
  name: string;
  /** PostgreSQL's name of it. */
  type: string;
  /** What a program gets: `string`, `number`, `boolean`, `Date`, `Buffer`, `json`, and `string[]` and so on. */
  kind: string;
  /** Of an enum. */
  labels?: string[];
}

interface TypeRow {
  oid: number;
  name: string;
  category: string;
  element: number;
  labels: string[] | null;
}

export type Describe = (text: string) => Promise<Column[] | Error>;

/** Describes statements on this connection, as whoever it belongs to. */
export async function describer(client: Client): Promise<Describe> {
  const { rows } = await client.query<TypeRow>(`
    SELECT t.oid::int AS oid, t.typname AS name, t.typcategory AS category, t.typelem::int AS element,
      (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
    FROM pg_type t`);
  const known = new Map(rows.map((row) => [row.oid, row]));
  return async (text) => {
    const described = await new Promise<{ name: string; dataTypeID: number }[] | Error>((resolve) => {
      client.query(new Description(text, resolve) as never);
    });
    if (described instanceof Error) return described;
    return described.map(({ name, dataTypeID }) => ({ name, ...columnOf(dataTypeID, known) }));
  };
}

function columnOf(oid: number, known: ReadonlyMap<number, TypeRow>): Omit<Column, 'name'> {
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
  readonly #resolve: (described: { name: string; dataTypeID: number }[] | Error) => void;
  #fields: { name: string; dataTypeID: number }[] = [];

  constructor(text: string, resolve: (described: { name: string; dataTypeID: number }[] | Error) => void) {
    this.#text = text;
    this.#resolve = resolve;
  }

  submit(connection: Connection): void {
    connection.parse({ name: '', text: this.#text, types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#fields = fields;
  }

  handleError(error: Error): void {
    this.#resolve(error);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#fields);
  }
}
