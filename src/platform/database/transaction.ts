/** Interactive transactions: dependent steps on one connection. */
import type { QueryConfig, QueryResult } from 'pg';
import { DeferredFlight, type Send } from './flight.ts';
import type { FlightItem } from './flight-parts.ts';
import type { PostgresSession } from './postgres-session.ts';
import type { Statement } from './statement.ts';

export const COMMIT: QueryConfig = { text: 'COMMIT' };
export const ROLLBACK: QueryConfig = { text: 'ROLLBACK' };

/** Sends the statements of a transaction. */
export interface StatementSender {
  /** @throws unavailable after the request's deadline */
  assertInTime(): void;
  /** The statements that begin a transaction. */
  sendFirst(session: PostgresSession, queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]>;
  send(session: PostgresSession, queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]>;
}

/** Sends queries, perhaps with others before them, whose results it leaves out. */
export type Fencing = (queries: readonly (Statement | QueryConfig)[], send: Send) => Promise<QueryResult[]>;

/** An open transaction. Its BEGIN travels with its first statement, its deferred writes with its COMMIT. */
export class Transaction {
  readonly #sender: StatementSender;
  readonly #session: PostgresSession;
  readonly #begin: QueryConfig;
  readonly #release: () => void;
  #begun = false;
  #ended = false;
  #fencing: Fencing = (queries, send) => send(queries);
  readonly #deferred = new DeferredFlight();

  constructor(sender: StatementSender, session: PostgresSession, begin: QueryConfig, release: () => void) {
    this.#sender = sender;
    this.#session = session;
    this.#begin = begin;
    this.#release = release;
  }

  /** To be called before anything is sent. */
  fence(fencing: Fencing): void {
    this.#fencing = fencing;
  }

  run(queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    return this.#fencing(queries, (fenced) => this.#send(fenced));
  }

  async #send(queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    // The connection may be in use by another transaction by now.
    if (this.#ended) throw new Error('The transaction has ended');
    this.#sender.assertInTime();
    if (this.#begun) return this.#sender.send(this.#session, queries);
    this.#begun = true;
    const results = await this.#sender.sendFirst(this.#session, [this.#begin, ...queries]);
    return results.slice(1);
  }

  /** Adds writes whose results are not needed: they are sent with the commit; if one fails, everything is undone. */
  defer(items: readonly FlightItem[]): void {
    this.#deferred.add(items);
  }

  async commit(): Promise<QueryResult> {
    if (!this.#begun && this.#deferred.isEmpty) return NOTHING;
    let committed: QueryResult | undefined;
    const send: Send = async (queries) => {
      committed = NOTHING;
      const results = await this.run([...queries, COMMIT]);
      committed = results.at(-1) ?? NOTHING;
      return results.slice(0, -1);
    };
    await this.#deferred.send(send).catch(async (error) => {
      // An operation failed before it sent its statement, so the transaction is still open.
      if (!committed) await this.rollback();
      throw error;
    });
    // PostgreSQL answers COMMIT with ROLLBACK when an earlier error was caught by the caller.
    if (committed?.command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back');
    return committed;
  }

  async rollback(): Promise<QueryResult> {
    this.#deferred.abandon();
    if (!this.#begun) return NOTHING;
    // Even after the deadline: later statements on this connection must not continue this transaction.
    const [result] = await this.#sender.send(this.#session, [ROLLBACK]);
    return result ?? NOTHING;
  }

  /** Frees the connection for the next transaction. To be called once, after commit or rollback. */
  release(): void {
    this.#ended = true;
    this.#release();
  }
}

const NOTHING: QueryResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };
