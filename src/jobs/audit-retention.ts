/** Makes the partitions of the audit log, and removes what is past its retention. A failing step does not stop the others. */

import { cutLog, dropPartitions, listPastRetention, makePartitions } from '../domain/audit/retention.ts';
import { HOURLY_MS, within } from './budgets.ts';
import type { InContext, Job } from './job.ts';
import { organisationPages } from './organisation-pages.ts';

/** Rows of a batch: locks are held briefly. */
const BATCH = 2_000;

export const auditRetention: Job['run'] = async (inContext) => {
  const mayGoOn = within(HOURLY_MS['audit-retention']);
  let failures = 0;
  let processed = 0;
  for (const step of [makePartitions, dropPartitions]) {
    const done = await inContext(({ system }) => step(system));
    if (done === undefined) failures += 1;
    processed += done ?? 0;
  }
  for await (const ids of organisationPages(inContext, listPastRetention, mayGoOn)) {
    for (const id of ids) processed += await cutWhole(inContext, id, mayGoOn);
  }
  return { processed, failures };
};

/** Each batch is a transaction of its own. @returns how many rows were removed */
async function cutWhole(inContext: InContext, organisationId: string, mayGoOn: () => boolean): Promise<number> {
  let removed = 0;
  while (mayGoOn()) {
    const count = (await inContext(({ system }) => cutLog(system, organisationId, BATCH))) ?? 0;
    if (count === 0) break;
    removed += count;
  }
  return removed;
}
