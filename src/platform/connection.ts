/**
 * One PostgreSQL connection for one request: opened on first use, closed when the request's work is done.
 *
 * workerd ties a socket to the request that opened it, so connections are never pooled here; Hyperdrive pools them on
 * the other side. What costs time is the number of sequential waits ("flights"), so everything that can share one wait
 * is pipelined: BEGIN, the scope, the statements and COMMIT leave together and their answers are awaited together.
 */
import { Client, type QueryConfig, type QueryResult } from 'pg';
import { databaseUnavailable } from '../errors.ts';
import { isUuid } from '../lib/ids.ts';
import type { Statement } from './statement.ts';

/** Whose rows a transaction may see; row-level security keeps it to that. */
export type Scope = { kind: 'tenant'; organisationId: string } | { kind: 'system' };

export interface ConnectionSettings {
  connectionString: string;
  /** Milliseconds until a connection attempt, and a statement, is given up. */
  connectTimeout: number;
  statementTimeout: number;
  /** Told of every flight: the texts of its statements, without their values, and the milliseconds it took. */
  onFlight?: (flight: { texts: string[]; duration: number }) => void;
}

export class Connection {
  readonly #settings: ConnectionSettings;
  #client: Promise<Client> | undefined;
  /** Settles when the interactive transaction that holds the connection ends. */
  #transaction: Promise<void> = Promise.resolve();
  #outstanding = 0;
  #flights = 0;
  #broken = false;
  #closing = false;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** Sequential round trips so far, the connection set-up not counted. */
  get flights(): number {
    return this.#flights;
  }

  /** Whether something happened after which nothing that used this connection should be used again. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Runs statements in one transaction and one flight. */
  async run(scope: Scope, statements: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    await this.#transaction;
    const client = await this.#connect();
    const results = await this.send(client, [{ text: openingOf(scope) }, ...statements, { text: 'COMMIT' }]);
    return results.slice(1, -1);
  }

  /** Opens an interactive transaction; the connection is its alone until `release`. */
  async begin(scope: Scope): Promise<Transaction> {
    const previous = this.#transaction;
    let release: () => void = () => {};
    this.#transaction = new Promise((resolve) => {
      release = resolve;
    });
    await previous;
    const client = await this.#connect().catch((error) => {
      release();
      throw error;
    });
    return new Transaction(this, client, openingOf(scope), release);
  }

  /**
   * Sends everything at once and waits once.
   * @throws the first error in order; later ones only say that the transaction was aborted
   */
  async send(client: Client, queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    if (this.#outstanding === 0) this.#flights++;
    this.#outstanding++;
    const started = Date.now();
    try {
      const outcomes = await Promise.allSettled(queries.map((query) => client.query(plain(query))));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed) throw this.#judge(failed.reason);
      return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<QueryResult>).value);
    } finally {
      this.#outstanding--;
      this.#settings.onFlight?.({ texts: queries.map((query) => query.text), duration: Date.now() - started });
    }
  }

  /** Ends the connection once what was sent is answered. Never throws: it runs after the response. */
  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#closing = true;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  #connect(): Promise<Client> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<Client> {
    const { connectionString, connectTimeout, statementTimeout } = this.#settings;
    const client = new Client({
      connectionString,
      pipeline: true,
      connectionTimeoutMillis: connectTimeout,
      query_timeout: statementTimeout,
    });
    client.on('error', () => {
      // The socket of workerd also reports its orderly end as an error.
      if (!this.#closing) this.#broken = true;
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.#broken = true;
      throw databaseUnavailable(error);
    }
  }

  /** A refusal by PostgreSQL (it has a SQLSTATE) passes; anything else means that the connection is gone. */
  #judge(error: unknown): unknown {
    const state = (error as { code?: string }).code ?? '';
    const refused = /^[0-9A-Z]{5}$/.test(state) && !UNAVAILABLE_STATES.test(state);
    if (refused) return error;
    this.#broken = true;
    return databaseUnavailable(error);
  }
}

/** Connection exceptions (08), insufficient resources (53), operator intervention (57P). */
const UNAVAILABLE_STATES = /^(08|53|57P)/;

/** An open transaction. Its BEGIN travels with its first statement, its deferred statements with its COMMIT. */
export class Transaction {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #opening: string;
  readonly #release: () => void;
  #begun = false;
  #deferred: Statement[] = [];

  constructor(connection: Connection, client: Client, opening: string, release: () => void) {
    this.#connection = connection;
    this.#client = client;
    this.#opening = opening;
    this.#release = release;
  }

  async run(queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    if (this.#begun) return this.#connection.send(this.#client, queries);
    this.#begun = true;
    const results = await this.#connection.send(this.#client, [{ text: this.#opening }, ...queries]);
    return results.slice(1);
  }

  /** A write whose result nobody needs: sent with the commit, and undone with everything else if it fails. */
  defer(statements: readonly Statement[]): void {
    this.#deferred.push(...statements);
  }

  async commit(): Promise<QueryResult> {
    const deferred = this.#deferred.splice(0);
    if (!this.#begun && deferred.length === 0) return NOTHING;
    const results = await this.run([...deferred, { text: 'COMMIT' }]);
    const committed = results.at(-1) ?? NOTHING;
    // PostgreSQL answers COMMIT with ROLLBACK when an earlier failure was swallowed.
    if (committed.command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back');
    return committed;
  }

  async rollback(): Promise<QueryResult> {
    this.#deferred = [];
    if (!this.#begun) return NOTHING;
    const [result] = await this.run([{ text: 'ROLLBACK' }]);
    return result ?? NOTHING;
  }

  /** Hands the connection on. To be called once, after commit or rollback. */
  release(): void {
    this.#release();
  }
}

const NOTHING: QueryResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/** The text is built from a checked UUID or a constant: SET takes no parameters. */
function openingOf(scope: Scope): string {
  if (scope.kind === 'system') return 'BEGIN; SET LOCAL ROLE cerberus_system';
  if (!isUuid(scope.organisationId)) throw new Error('An organisation id must be a UUID');
  return `BEGIN; SET LOCAL app.organisation_id = '${scope.organisationId}'`;
}

/** `Sql` objects compute `text` lazily; `pg` wants plain fields. */
function plain(query: Statement | QueryConfig): QueryConfig {
  const { text, values } = query;
  return 'rowMode' in query || 'types' in query
    ? (query as QueryConfig)
    : { text, ...(values?.length ? { values } : {}) };
}
