/** Makes people unknown whose accounts have ended for good. One that fails does not keep the others. */
import { erase, listDeparted } from '../domain/erasure.ts';
import type { Job } from './job.ts';

/** People of one run; the next one starts an hour later and goes on. */
const PEOPLE_MAX = 200;

export const erasure: Job['run'] = async (inContext) => {
  await inContext(async ({ system, openTenant, log }) => {
    for (const { userId, organisationId } of await listDeparted(system, PEOPLE_MAX)) {
      try {
        await erase(openTenant(organisationId, {}), userId);
        log.info('erased', { userId });
      } catch (error) {
        log.error('erasure failed', { userId, error });
      }
    }
  });
};
