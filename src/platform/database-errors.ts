/** What PostgreSQL's refusals mean (appendix A of its manual). */

/** @param constraint only a violation of this one, when given */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const refusal = error as { code?: string; constraint?: string };
  return refusal.code === '23505' && (constraint === undefined || refusal.constraint === constraint);
}
