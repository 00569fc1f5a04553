/** Moves signing keys to their next stage when it is due. */
import type { Job } from './job.ts';

export const keys: Job['run'] = async (inContext) => {
  await inContext(async ({ keys, system, config, now, log }) => {
    for (const change of await keys.rotate(system.db, { now, days: config.JWKS_ROTATE_DAYS })) {
      log.info('signing key moved', { ...change });
    }
  });
};
