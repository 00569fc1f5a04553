/**
 * A queue for CPU-bound work: one piece after the other, with pauses in which the isolate can answer other requests. A
 * request never waits for a promise of another one, which the runtime may end at any moment: it polls with its own
 * timer.
 */
import { AppError } from '../../errors.ts';

interface Limits {
  /** The number of pieces of work that may wait; further ones are refused. */
  waiting: number;
  /** Seconds for Retry-After. */
  retryAfter: number;
}

/** Milliseconds between two pieces of work: enough to read, process and answer other requests. */
const PAUSE_MS = 3;
/** Milliseconds after which a request that has not polled again counts as ended by the runtime. */
const ABANDONED_MS = 2_000;

export type RunQueued = <T>(work: () => T) => Promise<T>;

/** @returns a function that runs work when it is its turn; it throws rate_limited when too many wait */
export function createQueue({ waiting, retryAfter }: Limits): RunQueued {
  /** Work that waits, and when its request polled last. */
  const polledAt = new Map<symbol, number>();
  let startedCount = 0;

  function removeAbandoned(now: number): void {
    for (const [entry, lastAt] of polledAt) if (now - lastAt > ABANDONED_MS) polledAt.delete(entry);
  }

  function createEntry(): symbol {
    if (polledAt.size >= waiting) removeAbandoned(Date.now());
    if (polledAt.size >= waiting) {
      const detail = 'Too many people are signing in at this moment. Please try again shortly.';
      throw new AppError('rate_limited', detail, { retryAfter, log: 'too many wait for a password hash' });
    }
    return Symbol();
  }

  /** Timers that are due at the same time fire without network I/O in between: only the first may continue. */
  async function waitForTurn(entry: symbol): Promise<void> {
    let seenCount: number;
    do {
      seenCount = startedCount;
      polledAt.set(entry, Date.now());
      await new Promise((resolve) => setTimeout(resolve, polledAt.size > 1 ? PAUSE_MS : 0));
    } while (seenCount !== startedCount);
  }

  return async (work) => {
    const entry = createEntry();
    try {
      await waitForTurn(entry);
      startedCount++;
      return work();
    } finally {
      polledAt.delete(entry);
    }
  };
}
