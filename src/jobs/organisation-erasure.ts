/** Erases cancelled organisations. A failure for one does not stop the others. */
import { eraseOrganisation, listErasableOrganisations } from '../domain/organisations/erasure.ts';
import { HOURLY_MS, within } from './budgets.ts';
import type { Job } from './job.ts';

/** Organisations of a run. */
const ORGANISATIONS_MAX = 50;
/** Rows of a batch: locks are held briefly. */
const BATCH = 1_000;

export const organisationErasure: Job['run'] = async (inContext) => {
  const mayGoOn = within(HOURLY_MS['organisation-erasure']);
  const ids = (await inContext(({ system }) => listErasableOrganisations(system, ORGANISATIONS_MAX))) ?? [];
  let failures = 0;
  for (const id of ids) {
    const done = await inContext(async ({ openTenant, log }) => {
      const isErased = await eraseOrganisation(openTenant(id, {}), { batch: BATCH, mayGoOn });
      log.info(isErased ? 'organisation erased' : 'the erasure of an organisation goes on', { organisationId: id });
      return true;
    });
    if (!done) failures += 1;
  }
  return { processed: ids.length, failures };
};
