/** JSON in which equal values have the same text, in whatever order their members came. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sorted) ?? '';
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
