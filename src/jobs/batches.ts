/** Emptying an outbox: batch after batch, each in a context of its own, until one is not full. */
import type { RequestContext } from '../deps.ts';
import { DUE_MAX } from '../domain/outbox-delivery.ts';
import type { Job } from './job.ts';

/** Batches of one run; the next one starts a minute later and goes on. */
const BATCHES_MAX = 40;

/** @param deliver tries at most DUE_MAX rows, and answers how many there were */
export function inBatches(deliver: (context: RequestContext) => Promise<number>): Job['run'] {
  return async (inContext) => {
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      if ((await inContext(deliver)) !== DUE_MAX) return;
    }
  };
}
