/** A KV namespace for tests. */

/** Milliseconds that KV may go on answering what it answered before. */
const LAG = 60_000;

/** A KV namespace by the test's own clock, as slow to forget as the real one is allowed to be. */
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
