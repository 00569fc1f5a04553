/** Counts rows: exactly up to a bound, and estimated beyond it. */
import { type Sql, sql } from '../../platform/database/statement.ts';

/** The bound: rows that are counted, and matches of a search that are read. */
export const COUNT_MAX = 1_000;

export interface Total {
  total: number;
  /** Whether there are more than were counted: the total is an estimate then. */
  isEstimate: boolean;
}

/**
 * SQL: one statement counts up to the bound, and estimates beyond it.
 * @param rows a SELECT of the rows; the bound limits how many are read
 * @param estimate an estimate, evaluated only beyond the bound
 */
export function countRows(rows: Sql, estimate: Sql = sql`${COUNT_MAX + 1}::int`) {
  return sql<Total>`
    SELECT CASE WHEN counted <= ${COUNT_MAX} THEN counted ELSE GREATEST(${COUNT_MAX + 1}, ${estimate}) END AS total,
      counted > ${COUNT_MAX} AS "isEstimate"
    FROM (SELECT count(*)::int AS counted FROM (${rows} LIMIT ${COUNT_MAX + 1}) AS r) AS c`;
}

/**
 * From results of `count({ where, take: COUNT_TAKE })`, which counts up to the bound with Prisma.
 * @param counted one result, or several that form one list
 */
export function totalOf(...counted: number[]): Total {
  const sum = counted.reduce((all, next) => all + next, 0);
  return { total: Math.min(sum, COUNT_TAKE), isEstimate: sum > COUNT_MAX };
}

/** One more than the bound shows that there are more. */
export const COUNT_TAKE = COUNT_MAX + 1;

export const NO_TOTAL: Total = { total: 0, isEstimate: false };
