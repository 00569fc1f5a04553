/** Counts those who hold a role: people of the organisation, and guests. */
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { TenantPrisma } from '../../platform/database/tenant-prisma.ts';
import { countAssignedOfEach } from '../access/assignment-counts.ts';
import { COUNT_TAKE } from '../unit-of-work/counts.ts';

/** Of one role, for `totalOf`. Guests who left keep their rows. */
export function countHolders(prisma: TenantPrisma, roleId: string) {
  return [
    prisma.userRole.count({ where: { roleId }, take: COUNT_TAKE }),
    prisma.organisationMemberRole.count({ where: { roleId, member: { leftAt: null } }, take: COUNT_TAKE }),
  ] as const;
}

/**
 * Of each role of a page.
 * SQL: becomes part of its statement
 * @param page a SELECT of `organisation_id, id` of roles
 */
export function countHoldersOfEach(page: Sql) {
  return countAssignedOfEach(
    page,
    sql`SELECT FROM user_roles WHERE organisation_id = page.organisation_id AND role_id = page.id`,
    sql`SELECT organisation_id, member_id FROM organisation_member_roles
      WHERE organisation_id = page.organisation_id AND role_id = page.id`,
  );
}
