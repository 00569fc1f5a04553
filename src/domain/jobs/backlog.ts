/** What is due, counted up to a limit. */
import { type Statement, sql } from '../../platform/database/statement.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import type { Scheduled } from './catalogue.ts';

/** Counting stops here: it reads what it counts. */
export const BACKLOG_MAX = 10_000;

export interface Backlog {
  /** BACKLOG_MAX stands for as many or more. */
  count: number;
  /** Since when the oldest has been due. */
  oldest: Date | null;
}

export const NO_BACKLOG: Backlog = { count: 0, oldest: null };

/**
 * Null for what leaves nothing behind.
 * SQL: a bounded count, and one row of what differs by table; `doctor` runs it on the owner's connection too.
 */
export function countBacklog(
  { due }: Pick<Scheduled, 'due'>,
  clock: Pick<System, 'now'>,
  limit = BACKLOG_MAX,
): Statement<Backlog> | null {
  if (!due) return null;
  return sql<Backlog>`
    SELECT count(*)::int AS count, min(due_at) AS oldest FROM (${due(clock)} LIMIT ${limit}) AS due`;
}
