/** Patterns of LIKE and ILIKE. */

/** Escapes the wildcards of a pattern, which Prisma does not. */
export function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** A filter of Prisma: any part of a column, in upper or lower case. */
export function containsText(text: string): { contains: string; mode: 'insensitive' } {
  return { contains: escapePattern(text), mode: 'insensitive' };
}
