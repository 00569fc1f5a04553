/**
 * How much one isolate writes about requests that failed, so that nobody fills the database with them: so much for each
 * key in a window, and so much in all. What is beyond is counted. Requests beyond the rate limits of their endpoint do
 * not come this far.
 */
export interface Budget {
  /**
   * @param key null for a network that is not known: only the whole is counted
   * @returns null when nothing may be written; else how many of this key were left out since the last that was
   */
  take(key: string | null, now: Date): { omitted: number } | null;
}

export interface BudgetSize {
  /** Seconds. */
  window: number;
  perKey: number;
  inAll: number;
}

interface Count {
  taken: number;
  omitted: number;
}

/** Keys that are remembered, those of the previous window included. */
const KEYS_MAX = 2_000;

export function createBudget({ window, perKey, inAll }: BudgetSize): Budget {
  let counts = new Map<string, Count>();
  let all = 0;
  let startedAt = Number.NEGATIVE_INFINITY;
  return {
    take(key, now) {
      if (now.getTime() - startedAt >= window * 1000) {
        startedAt = now.getTime();
        all = 0;
        counts = leftOut(counts);
      }
      if (key === null) {
        if (all >= inAll) return null;
        all += 1;
        return { omitted: 0 };
      }
      const count = counts.get(key) ?? { taken: 0, omitted: 0 };
      if (count.taken >= perKey || all >= inAll) {
        if (counts.has(key) || counts.size < KEYS_MAX) counts.set(key, { ...count, omitted: count.omitted + 1 });
        return null;
      }
      all += 1;
      counts.set(key, { taken: count.taken + 1, omitted: 0 });
      return { omitted: count.omitted };
    },
  };
}

/** For the next window: only what must still be told. */
function leftOut(counts: Map<string, Count>): Map<string, Count> {
  const kept = [...counts].filter(([, { omitted }]) => omitted > 0).slice(-KEYS_MAX / 2);
  return new Map(kept.map(([key, { omitted }]) => [key, { taken: 0, omitted }]));
}
