/** What PostgreSQL's refusals mean (appendix A of its manual). */

/** What a unique violation is: of a statement PostgreSQL's own words, of an operation Prisma's with them inside. */
interface Refusal {
  code?: string;
  constraint?: string;
  meta?: { driverAdapterError?: { cause?: { constraint?: { index?: string } } } };
}

/** @param constraint only a violation of this one, when given */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const refusal = error as Refusal;
  if (refusal.code !== '23505' && refusal.code !== 'P2002') return false;
  const index = refusal.constraint ?? refusal.meta?.driverAdapterError?.cause?.constraint?.index;
  return constraint === undefined || index === constraint;
}

/** Whether what a row refers to is not there, or no longer. */
export function isForeignKeyViolation(error: unknown): boolean {
  return ['23503', 'P2003'].includes((error as Refusal).code ?? '');
}

/** A text with U+0000 in it, as such or escaped in JSON: the last resort, where no door refused it. */
export function isUnstorableText(error: unknown): boolean {
  return ['22021', '22P05'].includes((error as { code?: string }).code ?? '');
}

/**
 * Connection exceptions (08), insufficient resources (53), operator intervention (57: timeouts and shutdowns), system
 * errors (58); a server that only reads, as one that has just been replaced (25006); a transaction that was silent for
 * too long (25P03, 25P04); serialisation failures and deadlocks (40001, 40P01); a lock that somebody else keeps (55P03).
 */
const UNAVAILABLE_STATES = /^(08|53|57|58)...$|^(25006|25P03|25P04|40001|40P01|55P03)$/;

/** Whether what PostgreSQL refused is nobody's mistake and may succeed in a moment. */
export function isUnavailability(error: unknown): boolean {
  return UNAVAILABLE_STATES.test((error as { code?: string }).code ?? '');
}
