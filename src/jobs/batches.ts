/** Emptying an outbox: batch after batch, each in a context of its own, until one is not full or the minute is over. */
import type { RequestContext } from '../deps.ts';
import { DUE_MAX } from '../domain/outbox/delivery.ts';
import type { Job } from './job.ts';

/** Milliseconds of one run; the next one starts a minute after it and goes on. */
const RUN_MS = 50_000;

/** @param deliver tries at most DUE_MAX rows, and answers how many there were */
export function inBatches(deliver: (context: RequestContext) => Promise<number>): Job['run'] {
  return async (inContext) => {
    const started = Date.now();
    while ((await inContext(deliver)) === DUE_MAX && Date.now() - started < RUN_MS);
  };
}
