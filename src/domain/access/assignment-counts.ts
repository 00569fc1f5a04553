/** Counts the people and guests to whom something is assigned: a role, or a team. */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { countRows, type Total } from '../unit-of-work/counts.ts';

/**
 * Of each role or team of a page.
 * SQL: counts up to a bound per row, which a relation cannot express. The people are not looked up: whoever is deleted
 * loses what was assigned (users/deletion.ts). Guests are, since those who left keep their rows; one by one, because
 * LIMIT keeps the planner from reading all guests of the organisation for each row.
 * @param page a SELECT of `organisation_id, id`, which the others may name `page`
 * @param people a SELECT of nothing, of an index alone
 * @param guests a SELECT of `organisation_id, member_id`
 */
export function countAssignedOfEach(page: Sql, people: Sql, guests: Sql) {
  return sql<{ id: string } & Total>`
    SELECT page.id, c.total, c."isEstimate"
    FROM (${page}) page CROSS JOIN LATERAL (${countRows(sql`
      ${people}
      UNION ALL
      SELECT FROM (${guests}) g
      CROSS JOIN LATERAL (
        SELECT FROM organisation_members m
        WHERE m.organisation_id = g.organisation_id AND m.id = g.member_id AND m.left_at IS NULL LIMIT 1) m`)}) c`;
}
