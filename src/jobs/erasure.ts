/** Makes people unknown whose accounts have ended for good. One that fails does not keep the others. */
import { erase, listDeparted } from '../domain/account/erasure.ts';
import type { Job } from './job.ts';

/** People of one list. */
const PEOPLE_MAX = 50;
/** Milliseconds of one run; the next one starts an hour after it and goes on. */
const RUN_MS = 180_000;
/** A run with so many failures has another cause than the people. */
const FAILURES_MAX = 50;

export const erasure: Job['run'] = async (inContext) => {
  const started = Date.now();
  const failed = new Set<string>();
  for (;;) {
    const isFull = await inContext(async ({ system, openTenant, log }) => {
      const departed = await listDeparted(system, { limit: PEOPLE_MAX, except: [...failed] });
      for (const { userId, organisationId } of departed) {
        if (Date.now() - started >= RUN_MS) return false;
        try {
          await erase(openTenant(organisationId, {}), userId);
          log.info('erased', { userId });
        } catch (error) {
          failed.add(userId);
          log.error('erasure failed', { userId, error });
          await system.db.release();
        }
      }
      return departed.length === PEOPLE_MAX;
    });
    if (!isFull || failed.size >= FAILURES_MAX) return;
  }
};
