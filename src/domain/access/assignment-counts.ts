/** Counts the people and guests to whom something is assigned: a role, or a team. */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { countRows, type Total } from '../unit-of-work/counts.ts';

/**
 * Of each role or team of a page.
 * SQL: counts up to a bound per row, which a relation cannot express. People and guests are looked up one by one: LIMIT
 * keeps the planner from reading all people of the organisation for each row. Guests who left keep their rows.
 * @param page a SELECT of `organisation_id, id`, which the others may name `page`
 * @param people a SELECT of `organisation_id, user_id`
 * @param guests a SELECT of `organisation_id, member_id`
 */
export function countAssignedOfEach(page: Sql, people: Sql, guests: Sql) {
  return sql<{ id: string } & Total>`
    SELECT page.id, c.total, c."isEstimate"
    FROM (${page}) page CROSS JOIN LATERAL (${countRows(sql`
      SELECT FROM (${people}) p
      CROSS JOIN LATERAL (
        SELECT FROM users u WHERE u.organisation_id = p.organisation_id AND u.id = p.user_id AND u.deleted_at IS NULL
        LIMIT 1) u
      UNION ALL
      SELECT FROM (${guests}) g
      CROSS JOIN LATERAL (
        SELECT FROM organisation_members m
        WHERE m.organisation_id = g.organisation_id AND m.id = g.member_id AND m.left_at IS NULL LIMIT 1) m`)}) c`;
}
