/** Statements that leave together, and their answers, awaited together. */
import { DatabaseError, type QueryConfig, type QueryResult } from 'pg';
import { databaseUnavailable } from '../../errors.ts';
import { isUnavailability } from './errors.ts';
import type { PostgresSession } from './postgres-session.ts';
import type { Statement } from './statement.ts';
import type { StatementNames } from './statement-names.ts';

/** A prepared statement that is not what it was: without its name it may succeed. */
export class StaleStatement extends Error {}

/**
 * @param patience milliseconds; for a server that has gone silent: one that still answers ends the statement before
 * @throws StaleStatement; the first error in order; TypeError of a value that cannot be written, and nothing was sent
 */
export async function sendTogether(
  session: PostgresSession,
  queries: readonly (Statement | QueryConfig)[],
  patience: number,
  names?: StatementNames,
): Promise<QueryResult[]> {
  const configs = queries.map((query) => plain(query, names));
  const timer = setTimeout(() => session.destroy(new Error('The server has gone silent')), patience);
  const { results, failure } = await session.send(configs).finally(() => clearTimeout(timer));
  if (!failure) return results;
  const { error, index } = failure;
  if (isStale(error, configs[index], names)) throw new StaleStatement(error.message, { cause: error });
  throw explain(error, queries[index]);
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

/** `Sql` objects compute `text` lazily; the session wants plain fields. What has no parameters opens or ends a transaction. */
function plain(query: Statement | QueryConfig, names?: StatementNames): QueryConfig {
  const { text, values } = query;
  const name = values?.length ? names?.of(text) : undefined;
  const named = name === undefined ? {} : { name };
  if ('rowMode' in query || 'types' in query) return { ...query, ...named };
  return { text, ...(values?.length ? { values } : {}), ...named };
}
