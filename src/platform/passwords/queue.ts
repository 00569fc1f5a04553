/**
 * Work that keeps the processor for long: one after the other, with time in between for what else the isolate has to
 * answer. Nobody waits for a promise or a lock of another request, which may be given up at any moment: whoever waits
 * looks again after a time of their own.
 */
import { AppError } from '../../errors.ts';

interface Limits {
  /** How many may wait; whoever comes then is asked to come again. */
  waiting: number;
  /** Seconds until that makes sense. */
  retryAfter: number;
}

/** Milliseconds between two pieces of work: enough to read, answer and write what has come meanwhile. */
const PAUSE_MS = 3;
/** Milliseconds after which a request that has not looked again has been given up by the runtime. */
const FORGOTTEN_MS = 2_000;

export type InTurn = <T>(work: () => T) => Promise<T>;

/** @returns runs work in its turn; it throws rate_limited when too many wait */
export function createTurns({ waiting, retryAfter }: Limits): InTurn {
  /** Who waits, and when they looked last. */
  const places = new Map<symbol, number>();
  let pieces = 0;

  function forget(now: number): void {
    for (const [place, lookedAt] of places) if (now - lookedAt > FORGOTTEN_MS) places.delete(place);
  }

  function takePlace(): symbol {
    if (places.size >= waiting) forget(Date.now());
    if (places.size >= waiting) {
      const detail = 'Too many people are signing in at this moment. Please try again shortly.';
      throw new AppError('rate_limited', detail, { retryAfter, log: 'too many wait for a password hash' });
    }
    return Symbol();
  }

  /** Timers that are due at the same time fire without a look at the network: only the first of them may go on. */
  async function untilTurn(place: symbol): Promise<void> {
    let seen: number;
    do {
      seen = pieces;
      places.set(place, Date.now());
      await new Promise((resolve) => setTimeout(resolve, places.size > 1 ? PAUSE_MS : 0));
    } while (seen !== pieces);
  }

  return async (work) => {
    const place = takePlace();
    try {
      await untilTurn(place);
      pieces++;
      return work();
    } finally {
      places.delete(place);
    }
  };
}
