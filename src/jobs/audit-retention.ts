/** Makes the partitions of the audit log, and removes what is past its retention. A failing step does not stop the others. */

import { cutLog, dropPartitions, listPastRetention, makePartitions } from '../domain/audit/retention.ts';
import { LOWEST_ID } from '../lib/ids.ts';
import { HOURLY_MS } from './budgets.ts';
import type { InContext, Job } from './job.ts';

/** Organisations that are looked up at a time. */
const PAGE = 200;
/** Rows of a batch: locks are held briefly. */
const BATCH = 2_000;

export const auditRetention: Job['run'] = async (inContext) => {
  const started = Date.now();
  const mayGoOn = () => Date.now() - started < HOURLY_MS['audit-retention'];
  let failures = 0;
  let processed = 0;
  for (const step of [makePartitions, dropPartitions]) {
    const done = await inContext(({ system }) => step(system));
    if (done === undefined) failures += 1;
    processed += done ?? 0;
  }
  let last: string | undefined = LOWEST_ID;
  while (last !== undefined && mayGoOn()) {
    const after: string = last;
    const ids = (await inContext(({ system }) => listPastRetention(system, { after, limit: PAGE }))) ?? [];
    for (const id of ids) processed += await cutWhole(inContext, id, mayGoOn);
    last = ids.length === PAGE ? ids.at(-1) : undefined;
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
