/**
 * Work that keeps the processor for long, one after the other in the order of arrival, with room in between for what
 * else the isolate has to answer. Each waits for a timer of its own: a promise of another request is none of its business.
 */
import { AppError } from '../errors.ts';

interface Limits {
  /** How many may wait; whoever comes then is asked to come again. */
  waiting: number;
  /** Seconds until that makes sense. */
  retryAfter: number;
}

/** Milliseconds after which a request that waits has been given up by the runtime, and waits no more. */
const FORGOTTEN_MS = 60_000;

export type InTurn = <T>(work: () => T) => Promise<T>;

/** @returns runs work in its turn; it throws rate_limited when too many wait */
export function createTurns({ waiting, retryAfter }: Limits): InTurn {
  const places = new Map<symbol, number>();

  function forget(now: number): void {
    for (const [place, since] of places) if (now - since > FORGOTTEN_MS) places.delete(place);
  }

  return async (work) => {
    const now = Date.now();
    if (places.size >= waiting) forget(now);
    if (places.size >= waiting) {
      const detail = 'Too many people are signing in at this moment. Please try again shortly.';
      throw new AppError('rate_limited', detail, { retryAfter, log: 'too many wait for a password hash' });
    }
    const place = Symbol();
    places.set(place, now);
    try {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return work();
    } finally {
      places.delete(place);
    }
  };
}
