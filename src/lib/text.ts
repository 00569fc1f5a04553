/** Text that can be stored and sent on: PostgreSQL has no U+0000, and UTF-8 no lone surrogates. */

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Levels of arrays and objects: more than any input of ours needs, and far below the limit of recursion. */
const LEVELS_MAX = 32;

export interface Unusable {
  /** The path to the member; empty for the value itself. */
  path: (string | number)[];
  message: string;
}

/** The first text in a JSON value, member names included, that cannot be stored; null when all can. */
export function findUnusable(value: unknown, levels = LEVELS_MAX): Unusable | null {
  if (typeof value === 'string') return isStorable(value) ? null : { path: [], message: 'Invalid characters' };
  if (typeof value !== 'object' || value === null) return null;
  if (levels === 0) return { path: [], message: 'Nested too deeply' };
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [name, member] of members) {
    const unusable = findUnusable(typeof name === 'string' && !isStorable(name) ? name : member, levels - 1);
    if (unusable !== null) return { ...unusable, path: [name, ...unusable.path] };
  }
  return null;
}
