/** Sends statements together and awaits their answers together. */
import { DatabaseError, type QueryConfig, type QueryResult } from 'pg';
import { databaseUnavailable } from '../../errors.ts';
import { isUnavailability } from './errors.ts';
import type { PostgresSession } from './postgres-session.ts';
import type { Statement } from './statement.ts';
import type { StatementNames } from './statement-names.ts';

/** A prepared statement is unknown or outdated: the statement may succeed without its name. */
export class StaleStatement extends Error {}

/**
 * @param timeout milliseconds, for a server that does not answer at all; a healthy one ends the statement earlier
 * @throws StaleStatement; the first error in order; TypeError of a value that cannot be written (nothing is sent then)
 */
export async function sendTogether(
  session: PostgresSession,
  queries: readonly (Statement | QueryConfig)[],
  timeout: number,
  names?: StatementNames,
): Promise<QueryResult[]> {
  const configs = queries.map((query) => plain(query, names));
  const timer = setTimeout(() => session.destroy(new Error('The server has gone silent')), timeout);
  const { results, failure } = await session.send(configs).finally(() => clearTimeout(timer));
  if (!failure) return results;
  const { error, index } = failure;
  if (isStale(error, configs[index], names)) throw new StaleStatement(error.message, { cause: error });
  throw explain(error, queries[index]);
}

/** PostgreSQL's refusal of a statement stays as it is; any other error means that the database is unavailable. */
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

/**
 * `Sql` objects compute `text` lazily; the session needs plain fields. Statements without parameters, which begin or
 * end a transaction, get no name.
 */
function plain(query: Statement | QueryConfig, names?: StatementNames): QueryConfig {
  const { text, values } = query;
  const name = values?.length ? names?.of(text) : undefined;
  const named = name === undefined ? {} : { name };
  if ('rowMode' in query || 'types' in query) return { ...query, ...named };
  return { text, ...(values?.length ? { values } : {}), ...named };
}
