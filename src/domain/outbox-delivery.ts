/**
 * Sending what is in an outbox: a table whose rows are committed with the change that causes them. A claim is one
 * statement: it skips what others have locked and moves the next attempt into the future, so no two deliveries take the
 * same row, and what a crash leaves undone is due again later.
 */
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import { after, type System } from './unit-of-work.ts';

/** One row, in one pair of hands. */
interface Claimed {
  id: string;
  attempt: number;
}

export interface Attempt<Result> {
  result?: Result;
  error?: unknown;
  /** Whether there will be no further one. */
  isLast: boolean;
}

/** A table to send from. It has the columns id, attempt, next_attempt_at, error_message, failed_at and updated_at. */
export interface OutboxTable<Row extends Claimed, Result> {
  /** What a row is, for the log. */
  name: string;
  table: Sql;
  /** The columns of a row. */
  columns: Sql;
  /** The column that says when a row was sent. */
  sentAt: Sql;
  /** @throws Error when it could not be sent; one that is `permanent` ends the attempts */
  send(row: Row): Promise<Result>;
  /** What else an attempt changes in its row. */
  changes(attempt: Attempt<Result>): Sql;
  /** What may be logged of a row. */
  describe(row: Row): Record<string, unknown>;
}

export interface Selection {
  /** A condition on the rows; all of them without it. */
  which?: Sql;
  limit: number;
}

/** Seconds until the second attempt, the third, …; after the last one a row is given up. */
const RETRY_AFTER = [60, 300, 900, 3_600, 21_600, 86_400];
/** Seconds that a claim holds: longer than a whole batch can take (DUE_MAX / SIMULTANEOUS_MAX × 25 seconds). */
const CLAIM = 300;
export const DUE_MAX = 25;
/** workerd opens six connections at once for a request; one is the database's. */
const SIMULTANEOUS_MAX = 5;
const ERROR_LENGTH_MAX = 500;

/** @returns how many rows were tried */
export async function deliver<Row extends Claimed, Result>(
  system: System,
  outbox: OutboxTable<Row, Result>,
  selection: Selection,
): Promise<number> {
  const [claimed] = await system.db.flight(claim(system, outbox, selection));
  const waiting = [...claimed];
  const deliverNext = async (): Promise<void> => {
    for (let row = waiting.shift(); row; row = waiting.shift()) await deliverOne(system, outbox, row);
  };
  await Promise.all(Array.from({ length: SIMULTANEOUS_MAX }, deliverNext));
  return claimed.length;
}

function claim<Row extends Claimed, Result>(
  { now }: System,
  { table, columns, sentAt }: OutboxTable<Row, Result>,
  { which = sql`TRUE`, limit }: Selection,
): Statement<Row> {
  return sql<Row>`
    UPDATE ${table} SET attempt = attempt + 1, next_attempt_at = ${after(now, CLAIM)}, updated_at = ${now}
    WHERE id = ANY (ARRAY(
      SELECT id FROM ${table}
      WHERE ${sentAt} IS NULL AND failed_at IS NULL AND next_attempt_at <= ${now} AND ${which}
      ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))
    RETURNING ${columns}`;
}

async function deliverOne<Row extends Claimed, Result>(
  system: System,
  outbox: OutboxTable<Row, Result>,
  row: Row,
): Promise<void> {
  const { log, now } = system;
  const { name, table, sentAt } = outbox;
  const what = { ...outbox.describe(row), id: row.id, attempt: row.attempt };
  let outcome: Sql;
  try {
    const result = await outbox.send(row);
    outcome = sql`${sentAt} = ${now}, error_message = NULL, ${outbox.changes({ result, isLast: true })}`;
    log.info(`${name} sent`, what);
  } catch (error) {
    outcome = failure(system, outbox, row, error);
    log.warn(`${name} not sent`, { ...what, error });
  }
  // Only while the claim is still ours: whoever claimed it since then decides.
  const record = sql`
    UPDATE ${table} SET ${outcome}, updated_at = ${now}
    WHERE id = ${row.id} AND attempt = ${row.attempt} AND ${sentAt} IS NULL AND failed_at IS NULL`;
  await system.db
    .flight(record)
    .catch((error) => log.error(`the outcome of a ${name} could not be recorded`, { ...what, error }));
}

function failure<Row extends Claimed, Result>(
  { now }: System,
  outbox: OutboxTable<Row, Result>,
  { attempt }: Row,
  error: unknown,
): Sql {
  const { message = '', permanent = false } = error as { message?: string; permanent?: boolean };
  const text = message.slice(0, ERROR_LENGTH_MAX);
  const delay = permanent ? undefined : RETRY_AFTER[attempt - 1];
  const next = delay === undefined ? sql`failed_at = ${now}` : sql`next_attempt_at = ${after(now, delay)}`;
  return sql`${next}, error_message = ${text}, ${outbox.changes({ error, isLast: delay === undefined })}`;
}
