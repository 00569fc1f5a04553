/** The parts of a flight: statements, and operations whose one statement is held back. */
import type { QueryConfig, QueryResult } from 'pg';
import { HeldStatement, runHolding } from './held-statement.ts';
import { Operation } from './operation.ts';
import { isNoDataFound, NO_ROWS, Required, requiresRow, withRowCheck } from './required-row.ts';
import type { Statement } from './statement.ts';

export type Query = Statement | QueryConfig;

/** An item of a flight. Prisma's types say `PromiseLike`; the tenant's client returns an `Operation`. */
export type FlightItem = Statement | PromiseLike<unknown> | Required;

export interface Part {
  /** Resolves when `query` is set, or when the part has ended without one. */
  readonly ready: Promise<void> | undefined;
  readonly query: Query | undefined;
  /** Set when the part failed before anything was sent. */
  readonly failure: { error: unknown } | undefined;
  readonly outcome: Promise<unknown>;
  answer(result: QueryResult): void;
  fail(error: unknown): void;
  /** The error to throw when its query fails. */
  explain(error: unknown): Promise<unknown>;
}

/** Begins the item if it is an operation. */
export function partOf(item: FlightItem): Part {
  if (item instanceof Required) return requiredPart(item);
  if (item instanceof Operation) return new OperationPart(item);
  if ('text' in item) return new StatementPart(item);
  throw new Error('A flight takes operations of the tenant’s Prisma and SQL statements: something else was awaited');
}

function requiredPart({ item, missing }: Required): Part {
  return item instanceof Operation
    ? new OperationPart(item, missing)
    : new StatementPart(withRowCheck(item as Statement), missing);
}

class StatementPart implements Part {
  readonly ready = undefined;
  readonly failure = undefined;
  readonly query: Statement;
  readonly #missing: (() => Error) | undefined;
  readonly #rows = Promise.withResolvers<unknown[]>();

  constructor(query: Statement, missing?: () => Error) {
    this.query = query;
    this.#missing = missing;
    this.#rows.promise.catch(() => {});
  }

  get outcome(): Promise<unknown[]> {
    return this.#rows.promise;
  }

  answer(result: QueryResult): void {
    this.#rows.resolve(result.rows);
  }

  fail(error: unknown): void {
    this.#rows.reject(error);
  }

  async explain(error: unknown): Promise<unknown> {
    return this.#missing && isNoDataFound(error) ? this.#missing() : error;
  }
}

class OperationPart implements Part {
  readonly outcome: Promise<unknown>;
  readonly ready: Promise<void>;
  failure: { error: unknown } | undefined;
  readonly #held: HeldStatement;
  readonly #isGuarded: boolean;
  readonly #missing: (() => Error) | undefined;
  #query: QueryConfig | undefined;

  constructor(operation: Operation, missing?: () => Error) {
    this.#held = new HeldStatement(operation.name);
    this.#missing = missing;
    this.#isGuarded = missing !== undefined || requiresRow(operation.name);
    this.outcome = runHolding(this.#held, () => operation.begin());
    const ended = this.outcome.then(
      () => {},
      (error) => {
        this.failure = { error };
      },
    );
    this.ready = Promise.race([this.#held.known, ended]);
  }

  get query(): QueryConfig | undefined {
    const held = this.#held.query;
    if (held) this.#query ??= this.#isGuarded ? withRowCheck(held) : held;
    return this.#query;
  }

  answer(result: QueryResult): void {
    this.#held.answer(result);
  }

  fail(error: unknown): void {
    this.#held.fail(error);
  }

  /** Passes PostgreSQL's error to Prisma, and returns the error that Prisma makes of it. */
  async explain(error: unknown): Promise<unknown> {
    const isMissing = isNoDataFound(error);
    if (isMissing && this.#missing) return this.#missing();
    if (isMissing) this.#held.answer(NO_ROWS);
    else this.#held.fail(error);
    return this.outcome.then(
      () => error,
      (explained) => explained,
    );
  }
}
