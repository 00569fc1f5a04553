/** Moves signing keys to their next stage when it is due. */
import type { Job } from './job.ts';

export const keys: Job['run'] = async (inContext) => {
  const moved = await inContext(async ({ keys, system, config, now, log }) => {
    const changes = await keys.rotate(system.db, { now, days: config.JWKS_ROTATE_DAYS });
    for (const change of changes) log.info('signing key moved', { ...change });
    return changes.length;
  });
  return { processed: moved ?? 0 };
};
