/**
 * Sending what is in an outbox: a table whose rows are committed with the change that causes them. A claim is one
 * statement: it skips what others have locked and moves the next attempt into the future, so no two deliveries take the
 * same row, and what a crash leaves undone is due again later. Nobody holds a database connection while the receiver
 * takes its time: it is given back after the claim, and the outcome is recorded on one that is opened then.
 * SQL: a claim skips locked rows, which Prisma cannot say.
 */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { SystemPrisma } from '../../platform/database/system-prisma.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** One row, in one pair of hands. */
interface Claimed {
  id: string;
  attempt: number;
}

/** How an attempt ended. */
export interface Outcome<Result> {
  result?: Result;
  error?: unknown;
  /** Whether there will be no further one. */
  isLast: boolean;
  /** Null when it could not be sent. */
  sentAt: Date | null;
  /** What it changes in a row of any table. */
  data: { errorMessage: string | null; updatedAt: Date; failedAt?: Date; nextAttemptAt?: Date };
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
  /** Seconds that a claim holds, for each row: longer than `send` can take, for a crash delays the row by as much. */
  claim: Sql;
  /**
   * Holds no connection of the database while it waits for the receiver.
   * @throws Error when it could not be sent; one that is `permanent` ends the attempts
   */
  send(row: Row): Promise<Result>;
  /** Makes the operation that writes how an attempt ended, into a row that is as `where` says and was not sent. */
  record(
    prisma: SystemPrisma,
    where: { id: string; attempt: number; failedAt: null },
    outcome: Outcome<Result>,
  ): FlightItem;
  /** What may be logged of a row. */
  describe(row: Row): Record<string, unknown>;
}

export interface Selection {
  /** A condition on the rows; all of them without it. */
  which?: Sql;
  /** DUE_MAX at the most. */
  limit: number;
}

/** Seconds until the second attempt, the third, …; after the last one a row is given up. */
const RETRY_AFTER = [60, 300, 900, 3_600, 21_600, 86_400];
/** Rows of one claim, all sent at once: workerd opens six connections at once for a request; one is the database's. */
export const DUE_MAX = 5;
const ERROR_LENGTH_MAX = 500;

/** One claim. @returns how many rows were tried: when it is DUE_MAX there may be more */
export async function deliver<Row extends Claimed, Result>(
  system: System,
  outbox: OutboxTable<Row, Result>,
  selection: Selection,
): Promise<number> {
  const [claimed] = await onLiveConnection(system, () => system.db.flight(claim(system, outbox, selection)));
  await system.db.release();
  await Promise.all(claimed.map((row) => deliverOne(system, outbox, row)));
  return claimed.length;
}

/** Once more on a new connection when the one at hand is dead: it may have died long ago, while nobody used it. */
async function onLiveConnection<Result>({ db }: System, send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'unavailable')) throw error;
    await db.release();
    return send();
  }
}

function claim<Row extends Claimed, Result>(
  { now }: System,
  { table, columns, sentAt, claim: seconds }: OutboxTable<Row, Result>,
  { which = sql`TRUE`, limit }: Selection,
): Statement<Row> {
  return sql<Row>`
    UPDATE ${table} SET attempt = attempt + 1, updated_at = ${now},
      next_attempt_at = ${now}::timestamptz + make_interval(secs => ${seconds})
    WHERE id = ANY (ARRAY(
      SELECT id FROM ${table}
      WHERE ${sentAt} IS NULL AND failed_at IS NULL AND next_attempt_at <= ${now} AND ${which}
      ORDER BY next_attempt_at LIMIT ${Math.min(limit, DUE_MAX)} FOR UPDATE SKIP LOCKED))
    RETURNING ${columns}`;
}

async function deliverOne<Row extends Claimed, Result>(
  system: System,
  outbox: OutboxTable<Row, Result>,
  row: Row,
): Promise<void> {
  const { db, log, now } = system;
  const { name } = outbox;
  const what = { ...outbox.describe(row), id: row.id, attempt: row.attempt };
  let outcome: Outcome<Result>;
  try {
    const result = await outbox.send(row);
    outcome = { result, isLast: true, sentAt: now, data: { errorMessage: null, updatedAt: now } };
    log.info(`${name} sent`, what);
  } catch (error) {
    outcome = failure(system, row, error);
    log.warn(`${name} not sent`, { ...what, error });
  }
  // Only while the claim is still ours: whoever claimed it since then decides.
  const where = { id: row.id, attempt: row.attempt, failedAt: null };
  try {
    await onLiveConnection(system, () => db.flight(outbox.record(db.prisma, where, outcome)));
  } catch (error) {
    log.error(`the outcome of a ${name} could not be recorded`, { ...what, error });
  }
  await db.release();
}

function failure<Result>({ now }: System, { attempt }: Claimed, error: unknown): Outcome<Result> {
  const { message = '', permanent = false } = error as { message?: string; permanent?: boolean };
  const errorMessage = message.slice(0, ERROR_LENGTH_MAX);
  const delay = permanent ? undefined : RETRY_AFTER[attempt - 1];
  const next = delay === undefined ? { failedAt: now } : { nextAttemptAt: after(now, delay) };
  return { error, isLast: delay === undefined, sentAt: null, data: { errorMessage, updatedAt: now, ...next } };
}
