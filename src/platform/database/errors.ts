/** The meaning of PostgreSQL's error codes (appendix A of its manual). */

/** A statement fails with PostgreSQL's error, an operation with Prisma's error that contains it. */
interface Refusal {
  code?: string;
  constraint?: string;
  meta?: { driverAdapterError?: { cause?: { constraint?: { index?: string } } } };
}

/** @param constraint when given, only violations of this constraint count */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const refusal = error as Refusal;
  if (refusal.code !== '23505' && refusal.code !== 'P2002') return false;
  const index = refusal.constraint ?? refusal.meta?.driverAdapterError?.cause?.constraint?.index;
  return constraint === undefined || index === constraint;
}

/** Whether a row refers to one that does not exist, or no longer does. */
export function isForeignKeyViolation(error: unknown): boolean {
  return ['23503', 'P2003'].includes((error as Refusal).code ?? '');
}

/** A text that contains U+0000, raw or escaped in JSON, and that input validation did not refuse. */
export function isUnstorableText(error: unknown): boolean {
  return ['22021', '22P05'].includes((error as { code?: string }).code ?? '');
}

/**
 * Connection exceptions (08), insufficient resources (53), operator intervention (57: timeouts and shutdowns), system
 * errors (58); a read-only server, such as a primary that has just been replaced (25006); a transaction that was idle
 * for too long (25P03, 25P04); serialisation failures and deadlocks (40001, 40P01); a lock timeout (55P03).
 */
const UNAVAILABLE_STATES = /^(08|53|57|58)...$|^(25006|25P03|25P04|40001|40P01|55P03)$/;

/** Whether the error is temporary: neither the client's mistake nor ours, so a retry may succeed. */
export function isUnavailability(error: unknown): boolean {
  return UNAVAILABLE_STATES.test((error as { code?: string }).code ?? '');
}
