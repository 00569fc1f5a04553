/** Text that can be stored and sent on: PostgreSQL has no U+0000, and UTF-8 no lone surrogates. */

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/**
 * Looks through a value as JSON carries it, names of members included.
 * @returns the way to the first text that cannot be stored, empty for the value itself; null when there is none
 */
export function findUnstorable(value: unknown): (string | number)[] | null {
  if (typeof value === 'string') return isStorable(value) ? null : [];
  if (typeof value !== 'object' || value === null) return null;
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [name, member] of members) {
    const way = typeof name === 'string' && !isStorable(name) ? [] : findUnstorable(member);
    if (way !== null) return [name, ...way];
  }
  return null;
}
