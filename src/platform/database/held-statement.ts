/** The one statement of an operation in a flight, held back until every other operation has sent its own. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryConfig, QueryResult } from 'pg';

export class HeldStatement {
  readonly #operation: string;
  readonly #answer = Promise.withResolvers<QueryResult>();
  readonly #known = Promise.withResolvers<void>();
  #query: QueryConfig | undefined;

  /** @param operation its name, for error messages */
  constructor(operation: string) {
    this.#operation = operation;
    // Nobody waits for the answer of an operation that sent nothing.
    this.#answer.promise.catch(() => {});
  }

  /** Undefined until the operation has sent its statement. */
  get query(): QueryConfig | undefined {
    return this.#query;
  }

  /** Resolves when the operation has sent its statement. */
  get known(): Promise<void> {
    return this.#known.promise;
  }

  /** @throws Error at the second statement: the flight was sent with the first */
  hold(query: QueryConfig): Promise<QueryResult> {
    if (this.#query) throw this.refusal('a second statement');
    this.#query = query;
    this.#known.resolve();
    return this.#answer.promise;
  }

  answer(result: QueryResult): void {
    this.#answer.resolve(result);
  }

  fail(error: unknown): void {
    this.#answer.reject(error);
  }

  refusal(wanted: string): Error {
    return new Error(`${this.#operation} wants ${wanted}, which a flight has no room for: use transaction()`);
  }
}

/** Set while an operation of a flight runs. */
const heldStatements = new AsyncLocalStorage<HeldStatement>();

/** Runs an operation whose statement is held back. */
export function runHolding<T>(held: HeldStatement, begin: () => Promise<T>): Promise<T> {
  return heldStatements.run(held, begin);
}

/** Undefined outside of a flight. */
export function currentHeldStatement(): HeldStatement | undefined {
  return heldStatements.getStore();
}
