/**
 * One PostgreSQL connection for one request: opened on first use, closed when the request's work is done.
 *
 * workerd ties a socket to the request that opened it, so connections are never pooled here; Hyperdrive pools them on
 * the other side. What costs time is the number of sequential waits ("flights"), so everything that can share one wait
 * is pipelined: BEGIN, the scope, the statements and COMMIT leave together and their answers are awaited together.
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

/** Whose rows a transaction may see; row-level security keeps it to that. */
export type Scope = { kind: 'tenant'; organisationId: string } | { kind: 'system' };

export interface ConnectionSettings {
  connectionString: string;
  /** Milliseconds until a connection attempt, and a statement, is given up. PostgreSQL ends the statement itself. */
  connectTimeout: number;
  statementTimeout: number;
  /** Milliseconds that a statement waits for somebody else's lock; never more than the statement may take. */
  lockTimeout?: number;
  /** Milliseconds that are left for whoever waits for the answers; forever without it. Nothing is sent after that. */
  remaining?: () => number;
  /** Under which statements are prepared; without it they are planned anew each time. */
  names?: StatementNames | undefined;
  /** Told of every flight: the texts of its statements, without their values, and the milliseconds it took. */
  onFlight?: (flight: { texts: string[]; duration: number }) => void;
}

export class Connection implements StatementSender {
  readonly #settings: ConnectionSettings;
  #session: Promise<PostgresSession> | undefined;
  /** Settles when the interactive transaction that was asked for last has ended. */
  #lastTransaction: Promise<void> = Promise.resolve();
  #flights = 0;
  /** How many of them were answered. */
  #answered = 0;
  /** How many interactive transactions are open, or wait for the one before. */
  #transactions = 0;
  #closing = false;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** Sequential round trips so far, the connection set-up not counted: what leaves together counts once. */
  get flights(): number {
    return this.#flights;
  }

  /** Runs statements in one transaction and one flight. */
  async run(scope: Scope, statements: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    // In the order of `begin`, first the connection and then the transaction before: so calls are served in their order.
    const previous = this.#lastTransaction;
    const session = await this.#connect();
    await previous;
    this.assertInTime();
    const results = await this.sendFirst(session, [this.#beginStatement(scope), ...statements, COMMIT]);
    return results.slice(1, -1);
  }

  /** Opens an interactive transaction; the connection is its alone until `release`. */
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
      // Whoever waits for this transaction waits for the one before it, too.
      end(previous);
      throw error;
    }
  }

  /**
   * What begins a transaction leaves nothing behind when it fails, so what fails for the name of a statement is sent again
   * without names.
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

  /** In the middle of a transaction, where the steps before would be lost: the request can be repeated, and succeeds. */
  async send(session: PostgresSession, queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    try {
      return await this.#sendFlight(session, queries, this.#settings.names);
    } catch (error) {
      throw error instanceof StaleStatement ? databaseUnavailable(error, 'prepared statement refused') : error;
    }
  }

  /**
   * Sends everything at once and waits once.
   * @throws the first error in order; later ones only say that the transaction was aborted
   */
  async #sendFlight(
    session: PostgresSession,
    queries: readonly (Statement | QueryConfig)[],
    names?: StatementNames,
  ): Promise<QueryResult[]> {
    const flight = this.#answered + 1;
    this.#flights = Math.max(this.#flights, flight);
    const started = Date.now();
    try {
      return await sendTogether(session, queries, this.#patience() + SILENCE_MS, names);
    } finally {
      this.#answered = Math.max(this.#answered, flight);
      this.#settings.onFlight?.({ texts: queries.map((query) => query.text), duration: Date.now() - started });
    }
  }

  /** @throws unavailable when nobody waits any more: what was not begun is not begun then */
  assertInTime(): void {
    if (this.#remaining() <= 0) throw databaseUnavailable(new Error('The request took longer than it may'));
  }

  /**
   * Gives the connection back, for the time of a wait for somebody else; what comes after opens another one. Whoever
   * has a transaction open keeps it. Never throws.
   */
  async release(): Promise<void> {
    if (this.#transactions > 0) return;
    const opened = this.#session;
    this.#session = undefined;
    const session = await opened?.catch(() => undefined);
    await session?.end(this.#settings.statementTimeout + 2 * SILENCE_MS);
  }

  /** Ends the connection once what was sent is answered. Never throws: it runs after the response. */
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
    try {
      await session.open(Math.ceil(Math.min(connectTimeout, Math.max(this.#remaining(), 1))));
      return session;
    } catch (error) {
      throw databaseUnavailable(explainFailure(server, session, error));
    }
  }

  #remaining(): number {
    return this.#settings.remaining?.() ?? Number.POSITIVE_INFINITY;
  }

  /** Milliseconds that a statement may take: nobody waits for it longer. */
  #patience(): number {
    return Math.ceil(Math.min(this.#settings.statementTimeout, Math.max(this.#remaining(), 1)));
  }

  /**
   * The text is built from checked values and constants: SET takes no parameters. A transaction whose owner is silent is
   * ended by the server, for its locks keep others waiting: nobody else knows that a network has vanished.
   */
  #beginStatement(scope: Scope): QueryConfig {
    const patience = this.#patience();
    const lock = Math.ceil(Math.min(this.#settings.lockTimeout ?? patience, patience));
    const limits =
      `BEGIN; SET LOCAL statement_timeout = ${patience}; SET LOCAL lock_timeout = ${lock}; ` +
      `SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(this.#settings.statementTimeout)}`;
    if (scope.kind === 'system') return { text: `${limits}; SET LOCAL ROLE cerberus_system` };
    if (!isUuid(scope.organisationId)) throw new Error('An organisation id must be a UUID');
    return { text: `${limits}; SET LOCAL app.organisation_id = '${scope.organisationId}'` };
  }
}

/** For the log: which server, with or without TLS, and how far it came. Never the password. */
function explainFailure({ host, port, tls }: Server, { step }: PostgresSession, cause: unknown): Error {
  const mode = tls ? 'sslmode=verify-full' : 'sslmode=disable';
  const hint =
    step === 'while TLS was set up'
      ? '; the certificate must be valid, for this host name, and from an authority that the runtime knows'
      : '';
  return new Error(`The connection to the database at ${host}:${port} (${mode}) failed ${step}${hint}`, { cause });
}

const SILENCE_MS = 1_000;
