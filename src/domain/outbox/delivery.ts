/**
 * Sends the rows of an outbox: a table whose rows are committed with the change that causes them. One statement claims
 * due rows: it skips locked rows and moves the next attempt into the future. So two deliveries never claim the same
 * row, and a row is due again after a crash. No database connection is held while waiting for the receiver: it is
 * released after the claim, and another one is opened to record the outcome.
 * SQL: a claim skips locked rows, which Prisma cannot say.
 */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { SystemPrisma } from '../../platform/database/system-prisma.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** A claimed row. */
interface Claimed {
  id: string;
  attempt: number;
}

/** How an attempt ended. */
export interface Outcome<Result> {
  result?: Result;
  error?: unknown;
  /** Whether there are no further attempts. */
  isLast: boolean;
  /** Null when it could not be sent. */
  sentAt: Date | null;
  /** The changes that are common to all outbox tables. */
  data: { errorMessage: string | null; updatedAt: Date; failedAt?: Date; nextAttemptAt?: Date };
}

/** A table to send from. It has the columns id, attempt, next_attempt_at, error_message, failed_at and updated_at. */
export interface OutboxTable<Row extends Claimed, Result> {
  /** The name of a row in the log. */
  name: string;
  table: Sql;
  /** The columns of a row. */
  columns: Sql;
  /** The column with the time at which a row was sent. */
  sentAt: Sql;
  /** Seconds that a claim is held. Longer than `send` can take; after a crash the row is due again only then. */
  claim: Sql;
  /**
   * Must not hold a database connection while it waits for the receiver.
   * @throws Error when it could not be sent; one that is `permanent` ends the attempts
   */
  send(row: Row): Promise<Result>;
  /** The operation that records an outcome in the row that `where` selects, if it was not sent. */
  record(
    prisma: SystemPrisma,
    where: { id: string; attempt: number; failedAt: null },
    outcome: Outcome<Result>,
  ): FlightItem;
  /** The loggable fields of a row. */
  describe(row: Row): Record<string, unknown>;
}

export interface Selection {
  /** A condition on the rows; all rows without it. */
  which?: Sql;
  /** At most DUE_MAX. */
  limit: number;
}

/** Seconds until the second attempt, the third, …; after the last one the row has failed. */
const RETRY_AFTER = [60, 300, 900, 3_600, 21_600, 86_400];
/** Rows of one claim, sent in parallel: workerd allows six connections per request, and one is the database's. */
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

/** Retries once on a new connection: the present one may have died while it was idle. */
export async function onLiveConnection<Result>({ db }: System, send: () => Promise<Result>): Promise<Result> {
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
  // Only while this claim is valid: a later claim records its own outcome.
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
