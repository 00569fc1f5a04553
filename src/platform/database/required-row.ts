/**
 * A statement that aborts its transaction when it finds, or changes, no row, so that the statements after it have no
 * effect. So "write these three only if the first found its row" is one flight.
 */
import { DatabaseError, type QueryResult } from 'pg';
import type { Operation } from './operation.ts';
import type { Statement } from './statement.ts';

export class Required<Item = Statement | PromiseLike<unknown>> {
  readonly item: Item;
  readonly missing: () => Error;

  constructor(item: Item, missing: () => Error) {
    this.item = item;
    this.missing = missing;
  }
}

/**
 * An item of a flight: when it finds no row, the whole flight is undone and `missing` is thrown.
 * @param item one that returns rows: a read, a `create`, `update` or `delete`, or a statement without `WITH` that ends
 *   in `RETURNING`
 */
export function required<Item extends Statement | PromiseLike<unknown>>(
  item: Item,
  missing: () => Error,
): Required<Item> {
  return new Required(item, missing);
}

class MissingRow extends Error {}

/** The error of `required` where finding nothing is no failure: `nullIfMissing` catches it. */
export const MISSING = (): Error => new MissingRow('A required row was not found');

/** The flight's answers; null when the flight was undone because an item that is required with MISSING found no row. */
export async function nullIfMissing<T>(flight: Promise<T>): Promise<T | null> {
  try {
    return await flight;
  } catch (error) {
    if (error instanceof MissingRow) return null;
    throw error;
  }
}

/** Operations that throw when they find no row; the rest of their flight is undone as well. */
const THROWING: ReadonlySet<string> = new Set(['update', 'delete', 'findUniqueOrThrow', 'findFirstOrThrow']);

export function requiresRow(operation: Operation['name']): boolean {
  return THROWING.has(operation.slice(operation.indexOf('.') + 1));
}

/** The check is the left side of the join: PostgreSQL computes it even when the right side is empty. */
export function withRowCheck<Query extends { text: string; values?: unknown[] }>(query: Query): Query {
  const text = `WITH required AS (${query.text}) SELECT required.* FROM (SELECT require_row(count(*)) FROM required) AS found LEFT JOIN required ON true`;
  return { ...query, text, values: query.values };
}

const NO_DATA_FOUND = 'P0002';

export function isNoDataFound(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === NO_DATA_FOUND;
}

export const NO_ROWS: QueryResult = { command: 'SELECT', rowCount: 0, oid: 0, fields: [], rows: [] };
