/** Erases the personal data of deleted accounts. A failure for one person does not stop the others. */
import { erase, listErasable } from '../domain/account/erasure.ts';
import { HOURLY_MS } from './budgets.ts';
import type { Job } from './job.ts';

/** People in one batch. */
const PEOPLE_MAX = 50;
/** After this many failures the run ends: the cause is probably not in the accounts. */
const FAILURES_MAX = 50;

export const erasure: Job['run'] = async (inContext) => {
  const started = Date.now();
  const failed = new Set<string>();
  let erased = 0;
  for (;;) {
    const isFull = await inContext(async ({ system, openTenant, log }) => {
      const departed = await listErasable(system, { limit: PEOPLE_MAX, except: [...failed] });
      for (const { userId, organisationId } of departed) {
        if (Date.now() - started >= HOURLY_MS.erasure) return false;
        try {
          await erase(openTenant(organisationId, {}), userId);
          erased += 1;
          log.info('erased', { userId });
        } catch (error) {
          failed.add(userId);
          log.error('erasure failed', { userId, error });
          await system.db.release();
        }
      }
      return departed.length === PEOPLE_MAX;
    });
    if (!isFull || failed.size >= FAILURES_MAX) return { processed: erased + failed.size, failures: failed.size };
  }
};
