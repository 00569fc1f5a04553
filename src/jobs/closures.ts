/** Ends sessions and tokens of large organisations that were suspended or cancelled. */
import { endOrganisationAccess, listEnding } from '../domain/organisations/access-end.ts';
import type { Job } from './job.ts';

/** Organisations of a run. */
const ORGANISATIONS_MAX = 20;
/** Milliseconds of one run; the next run starts a minute after it and begins anew. */
const RUN_MS = 50_000;

export const closures: Job['run'] = async (inContext) => {
  const started = Date.now();
  const mayGoOn = () => Date.now() - started < RUN_MS;
  const ids = await inContext(({ system }) => listEnding(system, ORGANISATIONS_MAX));
  for (const id of ids ?? []) await inContext(({ openTenant }) => endOrganisationAccess(openTenant(id, {}), mayGoOn));
  return { processed: ids?.length ?? 0 };
};
