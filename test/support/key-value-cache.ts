/** A KV namespace for tests. */

/** Milliseconds for which KV may return an old value after a write. */
const LAG = 60_000;

/** A KV namespace with the test's clock, which returns old values for as long as the real one may. */
export function createCache(clock: () => number = Date.now): KVNamespace {
  let current: { value: string; expiresAt: number } | undefined;
  let answered: { value: string | null; readAt: number } | undefined;
  return {
    get: async () => {
      if (!answered || clock() - answered.readAt >= LAG) {
        answered = { value: current && clock() < current.expiresAt ? current.value : null, readAt: clock() };
      }
      return answered.value === null ? null : JSON.parse(answered.value);
    },
    put: async (_key: string, value: string, { expirationTtl }: { expirationTtl: number }) => {
      current = { value, expiresAt: clock() + expirationTtl * 1000 };
    },
  } as unknown as KVNamespace;
}
