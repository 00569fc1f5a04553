/** What the domain owes to Prisma still. The share only grows, the list only shrinks. */

/** Of the accesses to the database in `src/domain`. */
export const PRISMA_SHARE_MIN = 0.64;

/** Files with statements that do not say yet why they are SQL. */
export const WITHOUT_REASONS: readonly string[] = [];
