/** How many there are: exactly, as long as counting costs little; about, beyond that. */
import { type Sql, sql } from '../../platform/database/statement.ts';

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

/**
 * Of `count({ where, take: COUNT_TAKE })`: Prisma's way of counting up to the bound.
 * @param counted of one kind of rows, or of each of several that are one list
 */
export function totalOf(...counted: number[]): Total {
  const sum = counted.reduce((all, next) => all + next, 0);
  return { total: Math.min(sum, COUNT_TAKE), isEstimate: sum > COUNT_MAX };
}

/** One more than are counted tells that there are more. */
export const COUNT_TAKE = COUNT_MAX + 1;

export const NOTHING: Total = { total: 0, isEstimate: false };
