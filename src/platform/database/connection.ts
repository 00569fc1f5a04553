/**
 * One PostgreSQL connection for one request: opened on first use, closed when the request's work is done.
 *
 * workerd ties a socket to the request that opened it, so connections are never pooled here; Hyperdrive pools them on
 * the other side. Sequential round trips ("flights") cost the time, so everything that can share a round trip is
 * pipelined: BEGIN, the scope, the statements and COMMIT are sent together, and their answers are awaited together.
 */
import type { QueryConfig, QueryResult } from 'pg';
import { databaseUnavailable } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { StaleStatement, sendTogether } from './pipeline.ts';
import { PostgresSession } from './postgres-session.ts';
import { type Server, serverOf } from './postgres-sign-in.ts';
import type { Statement } from './statement.ts';
import type { StatementNames } from './statement-names.ts';
import { COMMIT, ROLLBACK, type StatementSender, Transaction } from './transaction.ts';

/** The rows that a transaction may see, enforced by row-level security. */
export type Scope = { kind: 'tenant'; organisationId: string } | { kind: 'system' };

export interface ConnectionSettings {
  connectionString: string;
  /** Milliseconds until a connection attempt, or a statement, times out. PostgreSQL ends the statement itself. */
  connectTimeout: number;
  statementTimeout: number;
  /** Milliseconds that a statement waits for a lock; never more than the statement may take. */
  lockTimeout?: number;
  /** Milliseconds until the request's deadline, after which nothing is sent. Without it there is no deadline. */
  remaining?: () => number;
  /** The names of prepared statements; without it statements are planned each time. */
  names?: StatementNames | undefined;
  /** Called for every flight: the texts of its statements, without their values, and the milliseconds it took. */
  onFlight?: (flight: { texts: string[]; duration: number }) => void;
  /** Called when a connection was opened, or could not be, with the milliseconds that it took. */
  onConnect?: (duration: number) => void;
  /** Runs the sending of a flight in a span of the trace. */
  inSpan?: <T>(texts: () => string[], send: () => Promise<T>) => Promise<T>;
}

export class Connection implements StatementSender {
  readonly #settings: ConnectionSettings;
  #session: Promise<PostgresSession> | undefined;
  /** Settles when the latest interactive transaction has ended. */
  #lastTransaction: Promise<void> = Promise.resolve();
  #flights = 0;
  /** Flights that were answered. */
  #answered = 0;
  /** Interactive transactions that are open, or wait for the one before. */
  #transactions = 0;
  #closing = false;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** Sequential round trips so far, without the connection set-up. Statements sent together count once. */
  get flights(): number {
    return this.#flights;
  }

  /** Runs statements in one transaction and one flight. */
  async run(scope: Scope, statements: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    // The connection first, then the previous transaction, as in `begin`: so calls are served in order.
    const previous = this.#lastTransaction;
    const session = await this.#connect();
    await previous;
    this.assertInTime();
    const results = await this.sendFirst(session, [this.#beginStatement(scope), ...statements, COMMIT]);
    return results.slice(1, -1);
  }

  /** Opens an interactive transaction, which has the connection for itself until `release`. */
  async begin(scope: Scope): Promise<Transaction> {
    const previous = this.#lastTransaction;
    const ended = Promise.withResolvers<void>();
    this.#lastTransaction = ended.promise;
    this.#transactions++;
    const end = (following?: Promise<void>) => {
      this.#transactions--;
      ended.resolve(following);
    };
    try {
      const session = await this.#connect();
      await previous;
      return new Transaction(this, session, this.#beginStatement(scope), () => end());
    } catch (error) {
      // Callers that wait for this transaction also wait for the previous one.
      end(previous);
      throw error;
    }
  }

  /**
   * Sends the first statements of a transaction. When a prepared statement is stale, they are sent again without names:
   * nothing before them can be lost.
   */
  async sendFirst(session: PostgresSession, queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    try {
      return await this.#sendFlight(session, queries, this.#settings.names);
    } catch (error) {
      if (!(error instanceof StaleStatement)) throw error;
      this.assertInTime();
      const results = await this.#sendFlight(session, [ROLLBACK, ...queries]);
      return results.slice(1);
    }
  }

  /** Sends later statements of a transaction. A stale statement fails it; the request can be repeated, and succeeds. */
  async send(session: PostgresSession, queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    try {
      return await this.#sendFlight(session, queries, this.#settings.names);
    } catch (error) {
      throw error instanceof StaleStatement ? databaseUnavailable(error, 'prepared statement refused') : error;
    }
  }

  /**
   * Sends everything at once and waits once.
   * @throws the first error in order; later errors only say that the transaction was aborted
   */
  async #sendFlight(
    session: PostgresSession,
    queries: readonly (Statement | QueryConfig)[],
    names?: StatementNames,
  ): Promise<QueryResult[]> {
    const flight = this.#answered + 1;
    this.#flights = Math.max(this.#flights, flight);
    const started = Date.now();
    const { inSpan, onFlight } = this.#settings;
    const texts = () => queries.map((query) => query.text);
    const send = () => sendTogether(session, queries, this.#timeout() + SILENCE_GRACE_MS, names);
    try {
      return await (inSpan ? inSpan(texts, send) : send());
    } finally {
      this.#answered = Math.max(this.#answered, flight);
      onFlight?.({ texts: texts(), duration: Date.now() - started });
    }
  }

  /** @throws unavailable after the request's deadline, so that no new work begins */
  assertInTime(): void {
    if (this.#remaining() <= 0) throw databaseUnavailable(new Error('The request took longer than it may'));
  }

  /**
   * Gives the connection back while the request waits for another server; the next query opens a new one. During an
   * interactive transaction the connection stays open. Never throws.
   */
  async release(): Promise<void> {
    if (this.#transactions > 0) return;
    const opened = this.#session;
    this.#session = undefined;
    const session = await opened?.catch(() => undefined);
    await session?.end(this.#settings.statementTimeout + 2 * SILENCE_GRACE_MS);
  }

  /** Ends the connection once every statement is answered. Never throws: it runs after the response. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#transactions = 0;
    await this.release();
  }

  #connect(): Promise<PostgresSession> {
    if (this.#closing) throw new Error('The database was used after its request had ended');
    this.#session ??= this.#open();
    return this.#session;
  }

  async #open(): Promise<PostgresSession> {
    const { connectionString, connectTimeout } = this.#settings;
    const server = serverOf(connectionString);
    const session = new PostgresSession(server);
    const started = Date.now();
    try {
      await session.open(Math.ceil(Math.min(connectTimeout, Math.max(this.#remaining(), 1))));
      return session;
    } catch (error) {
      throw databaseUnavailable(explainFailure(server, session, error));
    } finally {
      this.#settings.onConnect?.(Date.now() - started);
    }
  }

  #remaining(): number {
    return this.#settings.remaining?.() ?? Number.POSITIVE_INFINITY;
  }

  /** Milliseconds that a statement may take, at most until the request's deadline. */
  #timeout(): number {
    return Math.ceil(Math.min(this.#settings.statementTimeout, Math.max(this.#remaining(), 1)));
  }

  /**
   * The text is built from checked values and constants: SET takes no parameters. PostgreSQL ends a transaction that
   * stays idle for too long (its client may be unreachable), since its locks block others.
   */
  #beginStatement(scope: Scope): QueryConfig {
    const timeout = this.#timeout();
    const lock = Math.ceil(Math.min(this.#settings.lockTimeout ?? timeout, timeout));
    const limits =
      `BEGIN; SET LOCAL statement_timeout = ${timeout}; SET LOCAL lock_timeout = ${lock}; ` +
      `SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(this.#settings.statementTimeout)}`;
    if (scope.kind === 'system') return { text: `${limits}; SET LOCAL ROLE cerberus_system` };
    if (!isUuid(scope.organisationId)) throw new Error('An organisation id must be a UUID');
    return { text: `${limits}; SET LOCAL app.organisation_id = '${scope.organisationId}'` };
  }
}

/** For the log: the server, whether TLS was used, and the step that failed. Never the password. */
function explainFailure({ host, port, tls }: Server, { step }: PostgresSession, cause: unknown): Error {
  const mode = tls ? 'sslmode=verify-full' : 'sslmode=disable';
  const hint =
    step === 'while TLS was set up'
      ? '; the certificate must be valid, for this host name, and from an authority that the runtime knows'
      : '';
  return new Error(`The connection to the database at ${host}:${port} (${mode}) failed ${step}${hint}`, { cause });
}

/** Milliseconds beyond the statement timeout after which a server that does not answer is given up. */
const SILENCE_GRACE_MS = 1_000;
