/** Seals the audit log of each organisation. A failure for one does not stop the others. */

import { BLOCK_MAX, listLate, listOpen, listUnsealed, sealEntries, sealLateEntries } from '../domain/audit/sealing.ts';
import { HOURLY_MS, within } from './budgets.ts';
import type { InContext, Job } from './job.ts';
import { organisationPages } from './organisation-pages.ts';

/** Seconds before an entry is due in which a run looks: more than between two runs. */
const RECENT = 300;
/** Organisations that share a connection and a moment. */
const TOGETHER = 50;
/** Milliseconds of one run; the next one continues. */
const MINUTE_RUN_MS = 40_000;

/** What happened lately: nothing but the newest entries is read to find it. */
export const recentAuditBlocks: Job['run'] = async (inContext) => {
  const mayGoOn = within(MINUTE_RUN_MS);
  const ids = await inContext(({ system }) => listOpen(system, RECENT));
  return { processed: await sealEach(inContext, ids ?? [], { seal: sealEntries, mayGoOn }) };
};

/** What was committed late, and what is left of runs that did not take place. */
export const lateAuditBlocks: Job['run'] = async (inContext) => {
  const mayGoOn = within(HOURLY_MS['late-audit-blocks']);
  const late = await inContext(({ system }) => listLate(system));
  let processed = await sealEach(inContext, late ?? [], { seal: sealLateEntries, mayGoOn });
  for await (const ids of organisationPages(inContext, listUnsealed, mayGoOn)) {
    processed += await sealEach(inContext, ids, { seal: sealEntries, mayGoOn });
  }
  return { processed };
};

interface Run {
  seal: typeof sealEntries;
  mayGoOn: () => boolean;
}

/** Whoever fails ends its context; the next one goes on behind it. @returns how many entries were sealed */
async function sealEach(inContext: InContext, organisations: readonly string[], { seal, mayGoOn }: Run) {
  let sealed = 0;
  for (let next = 0; next < organisations.length && mayGoOn(); ) {
    const until = next + TOGETHER;
    await inContext(async ({ openTenant, box }) => {
      while (next < until && mayGoOn()) {
        const id = organisations[next++];
        if (id === undefined) return;
        const tenant = openTenant(id, {});
        for (let count = BLOCK_MAX; count === BLOCK_MAX && mayGoOn(); sealed += count) count = await seal(tenant, box);
      }
    });
  }
  return sealed;
}
