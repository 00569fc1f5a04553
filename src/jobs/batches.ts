/** Sends an outbox in batches, each in its own context, until a batch is not full or the run's time is over. */
import type { RequestContext } from '../deps.ts';
import { DUE_MAX } from '../domain/outbox/delivery.ts';
import type { Job } from './job.ts';

/** Milliseconds of one run; the next run starts a minute after it and continues. */
const RUN_MS = 50_000;

/** @param deliver tries at most DUE_MAX rows, and returns how many it tried */
export function inBatches(deliver: (context: RequestContext) => Promise<number>): Job['run'] {
  return async (inContext) => {
    const started = Date.now();
    let processed = 0;
    for (;;) {
      const tried = (await inContext(deliver)) ?? 0;
      processed += tried;
      if (tried < DUE_MAX || Date.now() - started >= RUN_MS) return { processed };
    }
  };
}
