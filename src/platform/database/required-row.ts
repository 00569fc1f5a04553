/**
 * A statement that ends its transaction when it finds, or changes, no row: what travels behind it is then not done. So
 * "write these three only if the first found its row" is one flight.
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
 * Of a flight: when the item finds no row, nothing in the flight is done and `missing` is thrown.
 * @param item one that answers rows: a read, a `create`, `update` or `delete`, or a statement without `WITH` that ends
 *   in `RETURNING`
 */
export function required<Item extends Statement | PromiseLike<unknown>>(
  item: Item,
  missing: () => Error,
): Required<Item> {
  return new Required(item, missing);
}

class NothingFound extends Error {}

/** The error of `required` where finding nothing is no failure: `nullIfMissing` catches it. */
export const MISSING = (): Error => new NothingFound('A required row was not found');

/** What the flight answers; null when nothing in it was done, because an item that was required with MISSING found none. */
export async function nullIfMissing<T>(flight: Promise<T>): Promise<T | null> {
  try {
    return await flight;
  } catch (error) {
    if (error instanceof NothingFound) return null;
    throw error;
  }
}

/** Operations that throw when they find no row: in a flight, what they travel with is undone as well. */
const THROWING: ReadonlySet<string> = new Set(['update', 'delete', 'findUniqueOrThrow', 'findFirstOrThrow']);

export function requiresRow(operation: Operation['name']): boolean {
  return THROWING.has(operation.slice(operation.indexOf('.') + 1));
}

/** PostgreSQL computes the left side even when the right one is empty, and would not the other way round. */
export function requiring<Query extends { text: string; values?: unknown[] }>(query: Query): Query {
  const text = `WITH required AS (${query.text}) SELECT required.* FROM (SELECT require_row(count(*)) FROM required) AS found LEFT JOIN required ON true`;
  return { ...query, text, values: query.values };
}

const NO_DATA_FOUND = 'P0002';

export function foundNothing(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === NO_DATA_FOUND;
}

export const NO_ROWS: QueryResult = { command: 'SELECT', rowCount: 0, oid: 0, fields: [], rows: [] };
