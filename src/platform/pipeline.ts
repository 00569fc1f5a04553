/** Statements that leave together, and their answers, awaited together. */
import { type Client, DatabaseError, type QueryConfig, type QueryResult } from 'pg';
import { databaseUnavailable } from '../errors.ts';
import { isUnavailability } from './database-errors.ts';
import type { Statement } from './statement.ts';
import type { StatementNames } from './statement-names.ts';

/** A prepared statement that is not what it was: without its name it may succeed. */
export class StaleStatement extends Error {}

/**
 * One promise and one timer for all: those of `pg`, one a query, cost as much as the query.
 * @param patience milliseconds; for a server that has gone silent: one that still answers ends the statement before
 */
export async function sendTogether(
  client: Client,
  queries: readonly (Statement | QueryConfig)[],
  patience: number,
  names?: StatementNames,
): Promise<QueryResult[]> {
  const configs = queries.map((query) => plain(query, names));
  const { promise, resolve, reject } = Promise.withResolvers<QueryResult[]>();
  const unanswered = new Set(configs.keys());
  const results: QueryResult[] = [];
  let failure: { error: Error; index: number } | undefined;
  const settle = (index: number) => (error: Error | null, result: QueryResult) => {
    if (!unanswered.delete(index)) return;
    if (error) failure ??= { error, index };
    else results[index] = result;
    if (unanswered.size > 0) return;
    if (!failure) resolve(results);
    else if (isStale(failure.error, configs[failure.index], names))
      reject(new StaleStatement(failure.error.message, { cause: failure.error }));
    else reject(explain(failure.error, queries[failure.index]));
  };
  for (const [index, config] of configs.entries()) client.query(config, settle(index));
  const timer = setTimeout(() => client.connection.stream.destroy(), patience);
  return promise.finally(() => clearTimeout(timer));
}

/** A refusal by PostgreSQL passes; anything else means that the connection, or the server, is not to be relied on. */
function explain(error: Error, query: Statement | QueryConfig | undefined): Error {
  const refused = error instanceof DatabaseError && !isUnavailability(error);
  if (!refused) return databaseUnavailable(error);
  return query ? refusedBecauseOf(error, query) : error;
}

function isStale(error: Error, config: QueryConfig | undefined, names: StatementNames | undefined): boolean {
  if (!(error instanceof DatabaseError) || config?.name === undefined) return false;
  return names?.withdraw(config.text, error.code) ?? false;
}

const refusedQueries = new WeakMap<Error, Statement | QueryConfig>();

/** Remembers which of several queries the error is about. */
export function refusedBecauseOf(error: Error, query: Statement | QueryConfig): Error {
  refusedQueries.set(error, query);
  return error;
}

/** Which of the queries that were sent together the error is about. */
export function refusedQuery(error: unknown): Statement | QueryConfig | undefined {
  return error instanceof Error ? refusedQueries.get(error) : undefined;
}

/** `Sql` objects compute `text` lazily; `pg` wants plain fields. What has no parameters opens or ends a transaction. */
function plain(query: Statement | QueryConfig, names?: StatementNames): QueryConfig {
  const { text, values } = query;
  values?.forEach(assertWritable);
  const name = values?.length ? names?.of(text) : undefined;
  const named = name === undefined ? {} : { name };
  if ('rowMode' in query || 'types' in query) return { ...query, ...named };
  return { text, ...(values?.length ? { values } : {}), ...named };
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
