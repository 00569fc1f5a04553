/**
 * Milliseconds after which a job of the hourly trigger begins nothing more; the next run continues. They run one after
 * the other, and the platform ends a scheduled run after fifteen minutes: what comes last must still have its time.
 */
export const HOURLY_MS = {
  'late-audit-blocks': 150_000,
  'audit-retention': 90_000,
  erasure: 120_000,
  'organisation-erasure': 150_000,
  sweeps: 300_000,
} as const;

/** @returns whether the time since this call is less than so many milliseconds */
export function within(span: number): () => boolean {
  const started = Date.now();
  return () => Date.now() - started < span;
}
