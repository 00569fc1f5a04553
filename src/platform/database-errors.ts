/** What PostgreSQL's refusals mean (appendix A of its manual). */

/** @param constraint only a violation of this one, when given */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const refusal = error as { code?: string; constraint?: string };
  return refusal.code === '23505' && (constraint === undefined || refusal.constraint === constraint);
}

/** A text with U+0000 in it, as such or escaped in JSON: the last resort, where no door refused it. */
export function isUnstorableText(error: unknown): boolean {
  return ['22021', '22P05'].includes((error as { code?: string }).code ?? '');
}
