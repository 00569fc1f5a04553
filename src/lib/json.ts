/** Comparing values of JSON. */

/** Whether two values are the same JSON; the order of members does not count (RFC 8259 section 4). */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [ones, others] = [Object.entries(one), Object.entries(other)];
  return (
    ones.length === others.length &&
    ones.every(([name, value]) => {
      return Object.hasOwn(other, name) && isSameJson(value, (other as Record<string, unknown>)[name]);
    })
  );
}
