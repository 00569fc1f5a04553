/** Counts those who hold a role: people of the organisation, and guests. */
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { TenantPrisma } from '../../platform/database/tenant-prisma.ts';
import { COUNT_TAKE, countRows, type Total } from '../unit-of-work/counts.ts';

/** Of one role, for `totalOf`. Guests who left keep their rows. */
export function countHolders(prisma: TenantPrisma, roleId: string) {
  return [
    prisma.userRole.count({ where: { roleId }, take: COUNT_TAKE }),
    prisma.organisationMemberRole.count({ where: { roleId, member: { leftAt: null } }, take: COUNT_TAKE }),
  ] as const;
}

/**
 * Of each role of a page.
 * SQL: counts up to a bound per row, which a relation cannot express. People and guests are looked up one by one: LIMIT
 * keeps the planner from reading all people of the organisation for each role.
 * @param page a SELECT of `organisation_id, id` of roles
 */
export function countHoldersOfEach(page: Sql) {
  return sql<{ roleId: string } & Total>`
    SELECT r.id AS "roleId", c.total, c."isEstimate"
    FROM (${page}) r CROSS JOIN LATERAL (${countRows(sql`
      SELECT FROM user_roles h
      CROSS JOIN LATERAL (
        SELECT FROM users u WHERE u.organisation_id = h.organisation_id AND u.id = h.user_id AND u.deleted_at IS NULL
        LIMIT 1) u
      WHERE h.organisation_id = r.organisation_id AND h.role_id = r.id
      UNION ALL
      SELECT FROM organisation_member_roles g
      CROSS JOIN LATERAL (
        SELECT FROM organisation_members m
        WHERE m.organisation_id = g.organisation_id AND m.id = g.member_id AND m.left_at IS NULL LIMIT 1) m
      WHERE g.organisation_id = r.organisation_id AND g.role_id = r.id`)}) c`;
}
