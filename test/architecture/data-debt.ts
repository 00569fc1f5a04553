/** The minimum share of Prisma in the domain, which must not fall, and exceptions, which must not grow. */

/** Of the accesses to the database in `src/domain`. */
export const PRISMA_SHARE_MIN = 0.64;

/** Files with SQL statements that do not give a reason yet. */
export const WITHOUT_REASONS: readonly string[] = [];
