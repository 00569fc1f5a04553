/**
 * Prisma operations and SQL statements that travel in one transaction and one round trip.
 *
 * Prisma sends one statement and waits for its answer. Here every operation runs in its own asynchronous context, which
 * holds its statement back. When every operation has sent its statement, or ended without one, all statements are sent
 * together, and each operation gets its own answer.
 */
import type { QueryResult } from 'pg';
import { type FlightItem, type Part, partOf, type Query } from './flight-parts.ts';
import { refusedQuery } from './pipeline.ts';
import type { Required } from './required-row.ts';
import type { RowsOf } from './statement.ts';

type ResultOf<I> = I extends Required<infer Inner> ? ResultOf<Inner> : I extends PromiseLike<infer T> ? T : RowsOf<I>;

/**
 * All or nothing, in one round trip; answers in the order of the items: rows of a statement, results of an operation.
 * An operation that throws when it finds no row (`update`, `delete`, `find…OrThrow`) undoes all the others as well.
 * @throws the error of the operation that failed, e.g. P2002; DatabaseError of a statement; unavailable
 */
export type Flight = <const I extends readonly FlightItem[]>(
  ...items: I
) => Promise<{ [K in keyof I]: ResultOf<I[K]> }>;

/** Sends queries together; rejects with the first error. */
export type Send = (queries: readonly Query[]) => Promise<QueryResult[]>;

export function flightOver(send: Send): Flight {
  const sendAny: Send = async (queries) => (queries.length === 0 ? [] : send(queries));
  return (async (...items: FlightItem[]) => sendParts(items.map(partOf), sendAny)) as unknown as Flight;
}

/** Begins items now and sends their statements later. */
export class DeferredFlight {
  readonly #parts: Part[] = [];

  add(items: readonly FlightItem[]): void {
    this.#parts.push(...items.map(partOf));
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** Calls `send` once, even when no item was added. */
  async send(send: Send): Promise<void> {
    await sendParts(this.#parts.splice(0), send);
  }

  abandon(): void {
    failAll(this.#parts.splice(0));
  }
}

async function sendParts(parts: readonly Part[], send: Send): Promise<unknown[]> {
  await Promise.all(parts.map((part) => part.ready));
  const failed = parts.find((part) => part.failure !== undefined);
  if (failed) return abort(parts, failed.failure?.error);
  const sending = parts.filter((part) => part.query !== undefined);
  try {
    const results = await send(sending.map((part) => part.query as Query));
    for (const [index, part] of sending.entries()) part.answer(results[index] as QueryResult);
  } catch (error) {
    const refused = refusedQuery(error);
    const failedPart = sending.find((part) => part.query === refused);
    return abort(parts, (await failedPart?.explain(error)) ?? error);
  }
  return Promise.all(parts.map((part) => part.outcome));
}

function abort(parts: readonly Part[], error: unknown): never {
  failAll(parts);
  throw error;
}

/** Rejects every part that still waits for an answer. */
function failAll(parts: readonly Part[]): void {
  for (const part of parts) part.fail(new Error('The flight was given up'));
}
