/** Seals the audit log of each organisation. A failure for one does not stop the others. */
import {
  BLOCK_MAX,
  LATE_SPAN,
  listActive,
  listUnsealed,
  sealEntries,
  sealLateEntries,
} from '../domain/audit/sealing.ts';
import type { InContext, Job } from './job.ts';

/** Seconds before an entry is due in which a run looks: more than between two runs. */
const RECENT = 300;
/** Organisations that are looked up at a time. */
const PAGE = 200;
/** Milliseconds of one run; the next one continues. */
const MINUTE_RUN_MS = 40_000;
const HOUR_RUN_MS = 240_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** What happened lately: nothing but the newest entries is read to find it. */
export const recentAuditBlocks: Job['run'] = async (inContext) => {
  const mayGoOn = within(MINUTE_RUN_MS);
  const ids = await inContext(({ system }) => listActive(system, RECENT));
  return { processed: await sealEach(inContext, ids ?? [], { late: false, mayGoOn }) };
};

/** What is left of runs that did not take place, and what was committed late. */
export const lateAuditBlocks: Job['run'] = async (inContext) => {
  const mayGoOn = within(HOUR_RUN_MS);
  const active = await inContext(({ system }) => listActive(system, LATE_SPAN));
  let processed = await sealEach(inContext, active ?? [], { late: true, mayGoOn });
  let last: string | undefined = LOWEST_ID;
  while (last !== undefined && mayGoOn()) {
    const after: string = last;
    const ids = await inContext(({ system }) => listUnsealed(system, { after, limit: PAGE }));
    processed += await sealEach(inContext, ids ?? [], { late: false, mayGoOn });
    last = ids?.length === PAGE ? ids.at(-1) : undefined;
  }
  return { processed };
};

const within = (span: number) => {
  const started = Date.now();
  return () => Date.now() - started < span;
};

interface Run {
  late: boolean;
  mayGoOn: () => boolean;
}

/** @returns how many entries were sealed */
async function sealEach(inContext: InContext, organisations: readonly string[], { late, mayGoOn }: Run) {
  let sealed = 0;
  const untilDone = async (seal: () => Promise<number>) => {
    for (let count = BLOCK_MAX; count === BLOCK_MAX && mayGoOn(); sealed += count) count = await seal();
  };
  for (const id of organisations) {
    await inContext(async ({ openTenant, box }) => {
      const tenant = openTenant(id, {});
      await untilDone(() => sealEntries(tenant, box));
      if (late) await untilDone(() => sealLateEntries(tenant, box));
    });
  }
  return sealed;
}
