/** Removes what has served its time. A sweep that fails does not keep the others from running. */
import { SWEEPS } from '../domain/expiry.ts';
import type { Job } from './job.ts';

export const sweeps: Job['run'] = async (inContext) => {
  await inContext(async ({ system, log }) => {
    for (const sweep of SWEEPS) {
      try {
        await system.db.flight(sweep.statement(system));
        log.info('swept', { sweep: sweep.name });
      } catch (error) {
        log.error('sweep failed', { sweep: sweep.name, error });
      }
    }
  });
};
