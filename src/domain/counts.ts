/** How many there are: exactly, as long as counting costs little; about, beyond that. */
import { type Sql, sql } from '../platform/statement.ts';

/** So many rows are counted, and so many answers of a search looked at. */
export const COUNT_MAX = 1_000;

export interface Total {
  total: number;
  /** Whether there are more than were counted: the total is an estimate then. */
  isEstimate: boolean;
}

/**
 * SQL: counts up to a bound, and estimates beyond it, by one statement.
 * @param rows a SELECT of the rows; no more of them are read than are counted
 * @param estimate how many there may be, asked only when there are more than that
 */
export function counting(rows: Sql, estimate: Sql = sql`${COUNT_MAX + 1}::int`) {
  return sql<Total>`
    SELECT CASE WHEN counted <= ${COUNT_MAX} THEN counted ELSE GREATEST(${COUNT_MAX + 1}, ${estimate}) END AS total,
      counted > ${COUNT_MAX} AS "isEstimate"
    FROM (SELECT count(*)::int AS counted FROM (${rows} LIMIT ${COUNT_MAX + 1}) AS r) AS c`;
}

export const NOTHING: Total = { total: 0, isEstimate: false };
