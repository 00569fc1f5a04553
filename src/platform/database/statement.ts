/** Typed SQL: a statement has the type of its rows. Values are always parameters, never text. */
import sqlTag, { join, type RawValue, type Sql } from 'sql-template-tag';

/** `Row` is the type of a result row; it exists for the type checker only. */
export interface Statement<Row = unknown> {
  readonly text: string;
  readonly values: unknown[];
  readonly row?: Row;
}

/** A statement that can be part of another one. */
export type { Sql };

export type RowsOf<S> = S extends Statement<infer Row> ? Row[] : never;

/** Writes a statement: ``sql<{ id: string }>`SELECT id FROM users WHERE email = ${email}` ``. */
export function sql<Row = unknown>(strings: TemplateStringsArray, ...values: RawValue[]): Statement<Row> & Sql {
  return sqlTag(strings as unknown as readonly string[], ...values) as Statement<Row> & Sql;
}

/** Parts one after another, with commas between them. */
export function list(parts: readonly Sql[]): Sql {
  return join(parts, ', ');
}

/** A value for a jsonb column: `pg` would write an array as a PostgreSQL array. */
export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Conditions that all have to be true. */
export function all(conditions: readonly Sql[]): Sql {
  return join(conditions, ' AND ');
}
