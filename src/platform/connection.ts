/**
 * One PostgreSQL connection for one request: opened on first use, closed when the request's work is done.
 *
 * workerd ties a socket to the request that opened it, so connections are never pooled here; Hyperdrive pools them on
 * the other side. What costs time is the number of sequential waits ("flights"), so everything that can share one wait
 * is pipelined: BEGIN, the scope, the statements and COMMIT leave together and their answers are awaited together.
 */
import { Client, type ClientConfig, DatabaseError, type QueryConfig, type QueryResult } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { databaseUnavailable } from '../errors.ts';
import { isUuid } from '../lib/ids.ts';
import { WorkerdSocket } from './socket.ts';
import type { Statement } from './statement.ts';

/** Whose rows a transaction may see; row-level security keeps it to that. */
export type Scope = { kind: 'tenant'; organisationId: string } | { kind: 'system' };

export interface ConnectionSettings {
  connectionString: string;
  /** Milliseconds until a connection attempt, and a statement, is given up. PostgreSQL ends the statement itself. */
  connectTimeout: number;
  statementTimeout: number;
  /** Told of every flight: the texts of its statements, without their values, and the milliseconds it took. */
  onFlight?: (flight: { texts: string[]; duration: number }) => void;
}

export class Connection {
  readonly #settings: ConnectionSettings;
  #client: Promise<Client> | undefined;
  /** Settles when the interactive transaction that came last has ended. */
  #turn: Promise<void> = Promise.resolve();
  #flights = 0;
  /** How many of them have landed. */
  #landed = 0;
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
    // As in `begin`, first the connection and then the turn: so everybody is served in the order of their calls.
    const turn = this.#turn;
    const client = await this.#connect();
    await turn;
    const results = await this.send(client, [this.#opening(scope), ...statements, COMMIT]);
    return results.slice(1, -1);
  }

  /** Opens an interactive transaction; the connection is its alone until `release`. */
  async begin(scope: Scope): Promise<Transaction> {
    const turn = this.#turn;
    const ended = Promise.withResolvers<void>();
    this.#turn = ended.promise;
    try {
      const client = await this.#connect();
      await turn;
      return new Transaction(this, client, this.#opening(scope), ended.resolve);
    } catch (error) {
      // Those who wait for us wait for those before us, too.
      ended.resolve(turn);
      throw error;
    }
  }

  /**
   * Sends everything at once and waits once.
   * @throws the first error in order; later ones only say that the transaction was aborted
   */
  async send(client: Client, queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    const flight = this.#landed + 1;
    this.#flights = Math.max(this.#flights, flight);
    const started = Date.now();
    try {
      return await sendTogether(client, queries, this.#settings.statementTimeout + SILENCE_MS);
    } finally {
      this.#landed = Math.max(this.#landed, flight);
      this.#settings.onFlight?.({ texts: queries.map((query) => query.text), duration: Date.now() - started });
    }
  }

  /** Ends the connection once what was sent is answered. Never throws: it runs after the response. */
  async close(): Promise<void> {
    this.#closing = true;
    const client = await this.#client?.catch(() => undefined);
    await client?.end().catch(() => {});
  }

  #connect(): Promise<Client> {
    if (this.#closing) throw new Error('The database was used after its request had ended');
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<Client> {
    const { connectionString, connectTimeout } = this.#settings;
    const client = new Client({
      ...parseOnce(connectionString),
      pipeline: true,
      ...(RUNS_IN_WORKERD ? { stream: openSocket as never } : {}),
      connectionTimeoutMillis: connectTimeout,
    });
    // Those who wait for an answer are told, and so is whoever asks later.
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      throw databaseUnavailable(error);
    }
  }

  /** The text is built from checked values and constants: SET takes no parameters. */
  #opening(scope: Scope): QueryConfig {
    const limit = `BEGIN; SET LOCAL statement_timeout = ${Math.ceil(this.#settings.statementTimeout)}`;
    if (scope.kind === 'system') return { text: `${limit}; SET LOCAL ROLE cerberus_system` };
    if (!isUuid(scope.organisationId)) throw new Error('An organisation id must be a UUID');
    return { text: `${limit}; SET LOCAL app.organisation_id = '${scope.organisationId}'` };
  }
}

let parsed: { text: string; config: ClientConfig } | undefined;

/** An isolate has one connection string, and parsing it takes longer than many a statement. */
function parseOnce(text: string): ClientConfig {
  if (parsed?.text !== text) parsed = { text, config: parseIntoClientConfig(text) };
  return parsed.config;
}

/** `pg` tells whether the connection is going to be encrypted. */
const openSocket = ({ ssl }: { ssl: unknown }) => new WorkerdSocket(Boolean(ssl));
const RUNS_IN_WORKERD = navigator.userAgent === 'Cloudflare-Workers';
const SILENCE_MS = 1_000;
const COMMIT: QueryConfig = { text: 'COMMIT' };
/** Connection exceptions (08), insufficient resources (53), operator intervention (57: timeouts and shutdowns). */
const UNAVAILABLE_STATES = /^(08|53|57)/;

/**
 * One promise and one timer for all: those of `pg`, one a query, cost as much as the query.
 * @param patience milliseconds; for a server that has gone silent: one that still answers ends the statement before
 */
async function sendTogether(
  client: Client,
  queries: readonly (Statement | QueryConfig)[],
  patience: number,
): Promise<QueryResult[]> {
  const configs = queries.map(plain);
  const { promise, resolve, reject } = Promise.withResolvers<QueryResult[]>();
  const unanswered = new Set(configs.keys());
  const results: QueryResult[] = [];
  let failure: { error: Error } | undefined;
  const settle = (index: number) => (error: Error | null, result: QueryResult) => {
    if (!unanswered.delete(index)) return;
    if (error) failure ??= { error };
    else results[index] = result;
    if (unanswered.size > 0) return;
    if (failure) reject(explain(failure.error));
    else resolve(results);
  };
  for (const [index, config] of configs.entries()) client.query(config, settle(index));
  const timer = setTimeout(() => client.connection.stream.destroy(), patience);
  return promise.finally(() => clearTimeout(timer));
}

/** A refusal by PostgreSQL passes; anything else means that the connection, or the server, is not to be relied on. */
function explain(error: unknown): unknown {
  const refused = error instanceof DatabaseError && !UNAVAILABLE_STATES.test(error.code ?? '');
  return refused ? error : databaseUnavailable(error);
}

/** An open transaction. Its BEGIN travels with its first statement, its deferred statements with its COMMIT. */
export class Transaction {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #opening: QueryConfig;
  readonly #release: () => void;
  #begun = false;
  #ended = false;
  #deferred: Statement[] = [];

  constructor(connection: Connection, client: Client, opening: QueryConfig, release: () => void) {
    this.#connection = connection;
    this.#client = client;
    this.#opening = opening;
    this.#release = release;
  }

  async run(queries: readonly (Statement | QueryConfig)[]): Promise<QueryResult[]> {
    // The connection is somebody else's by now.
    if (this.#ended) throw new Error('The transaction has ended');
    if (this.#begun) return this.#connection.send(this.#client, queries);
    this.#begun = true;
    const results = await this.#connection.send(this.#client, [this.#opening, ...queries]);
    return results.slice(1);
  }

  /** A write whose result nobody needs: sent with the commit, and undone with everything else if it fails. */
  defer(statements: readonly Statement[]): void {
    this.#deferred.push(...statements);
  }

  async commit(): Promise<QueryResult> {
    const deferred = this.#deferred.splice(0);
    if (!this.#begun && deferred.length === 0) return NOTHING;
    const results = await this.run([...deferred, COMMIT]);
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
    this.#ended = true;
    this.#release();
  }
}

const NOTHING: QueryResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/** `Sql` objects compute `text` lazily; `pg` wants plain fields. */
function plain(query: Statement | QueryConfig): QueryConfig {
  const { text, values } = query;
  values?.forEach(assertWritable);
  return 'rowMode' in query || 'types' in query
    ? (query as QueryConfig)
    : { text, ...(values?.length ? { values } : {}) };
}

/**
 * `pg` meets a value that it cannot write only when the statements before it have left; the COMMIT behind would keep
 * them.
 * @throws TypeError
 */
function assertWritable(value: unknown): void {
  const isWrittenAsText = typeof value !== 'object' || value === null || value instanceof Date;
  if (!isWrittenAsText && !ArrayBuffer.isView(value)) JSON.stringify(value);
}
