/**
 * Sign-ins and new people of an organisation, day by day (UTC).
 * SQL: counts each day up to a bound, in the order of an index
 */
import { uuidv7Floor } from '../../lib/ids.ts';
import { json, sql } from '../../platform/database/statement.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface DayCounts {
  /** YYYY-MM-DD. */
  date: string;
  signIns: number;
  failedSignIns: number;
  newUsers: number;
}

/** What is counted of one kind on one day; a higher number is not told apart from it. */
export const DAY_COUNT_MAX = 10_000;

const DAY_MS = 86_400_000;

/** The given number of days until today, the oldest first; also days on which nothing happened. One round trip. */
export async function countDays({ db, now, organisationId }: Tenant, days: number): Promise<DayCounts[]> {
  const [counted] = await db.flight(sql<DayCounts>`
    SELECT d.date,
      (SELECT count(*)::int FROM (
        SELECT FROM audit_logs a WHERE a.organisation_id = ${organisationId} AND a.event_type = 'user.login.success'
          AND a.id >= d.first AND a.id < d.past LIMIT ${DAY_COUNT_MAX}) s) AS "signIns",
      (SELECT count(*)::int FROM (
        SELECT FROM audit_logs a WHERE a.organisation_id = ${organisationId} AND a.event_type = 'user.login.failed'
          AND a.id >= d.first AND a.id < d.past LIMIT ${DAY_COUNT_MAX}) f) AS "failedSignIns",
      (SELECT count(*)::int FROM (
        SELECT FROM users u WHERE u.organisation_id = ${organisationId} AND u.deleted_at IS NULL
          AND u.created_at >= d.begins AND u.created_at < d.ends LIMIT ${DAY_COUNT_MAX}) n) AS "newUsers"
    FROM jsonb_to_recordset(${json(daysUntil(now, days))}::jsonb)
      AS d(date text, first uuid, past uuid, begins timestamptz, ends timestamptz)
    ORDER BY d.date`);
  return counted;
}

/** Each day with its first moment and the next day's, also as ids: an index of ids serves as one of times. */
function daysUntil(now: Date, count: number) {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return Array.from({ length: count }, (_, index) => {
    const [begins, ends] = [new Date(today - index * DAY_MS), new Date(today - (index - 1) * DAY_MS)];
    const date = begins.toISOString().slice(0, 10);
    return { date, first: uuidv7Floor(begins), past: uuidv7Floor(ends), begins, ends };
  });
}
