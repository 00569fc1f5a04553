/**
 * Removes expired rows. Each round runs one batch of every sweep, until nothing is left to remove or the run's time is
 * over; the next run continues. A sweep that fails does not stop the others.
 */
import { deleteBatch, SWEEPS, type Sweep, type SweepResult } from '../domain/sweeps/expired-rows.ts';
import type { System } from '../domain/unit-of-work/unit-of-work.ts';
import type { InContext, Job } from './job.ts';

/** Milliseconds of one run. An hourly trigger may take fifteen minutes, which other jobs share. */
const RUN_MS = 300_000;
/** Rows of a batch: of the first one, and the limits between which the size is adapted. */
const BATCH = { first: 2_000, least: 100, most: 10_000 };
/**
 * Milliseconds: after a quicker batch the size grows, after a slower one it shrinks, so that locks are held briefly.
 */
const QUICK_MS = 100;
const SLOW_MS = 500;

interface SweepProgress {
  sweep: Sweep;
  after: string | null;
  limit: number;
  removed: number;
}

export const sweeps: Job['run'] = (inContext) => sweep(inContext, SWEEPS, RUN_MS);

/** @param timeBudget milliseconds after which no new batch begins */
export async function sweep(inContext: InContext, all: readonly Sweep[], timeBudget: number): Promise<void> {
  const started = Date.now();
  let pending: SweepProgress[] = all.map((sweep) => ({ sweep, after: null, limit: BATCH.first, removed: 0 }));
  while (pending.length > 0) {
    if (Date.now() - started >= timeBudget)
      return void (await inContext(async ({ log }) => logUnfinished(log, pending)));
    // Each round has its own connection and moment (`now`).
    pending = (await inContext(({ system }) => runBatches(system, pending))) ?? [];
  }
}

/** @returns the sweeps that have more to remove */
async function runBatches(system: System, pending: SweepProgress[]): Promise<SweepProgress[]> {
  const full: SweepProgress[] = [];
  for (const progress of pending) if (await runBatch(system, progress)) full.push(progress);
  return full;
}

async function runBatch(system: System, progress: SweepProgress): Promise<boolean> {
  const { db, log } = system;
  const { name } = progress.sweep;
  const started = Date.now();
  let swept: SweepResult | undefined;
  try {
    [[swept]] = await db.flight(deleteBatch(progress.sweep, system, progress));
  } catch (error) {
    log.error('sweep failed', { sweep: name, removed: progress.removed, error });
    // The connection may be the cause: the next query opens a new one.
    await db.release();
    return false;
  }
  const { count, last } = swept ?? { count: 0, last: null };
  progress.removed += count;
  if (count < progress.limit) {
    log.info('swept', { sweep: name, removed: progress.removed });
    return false;
  }
  Object.assign(progress, { after: last, limit: nextLimit(progress.limit, Date.now() - started) });
  return true;
}

function nextLimit(limit: number, duration: number): number {
  if (duration > SLOW_MS) return Math.max(BATCH.least, Math.floor(limit / 2));
  return duration < QUICK_MS ? Math.min(BATCH.most, limit * 2) : limit;
}

function logUnfinished(log: System['log'], pending: SweepProgress[]): void {
  for (const { sweep, removed } of pending)
    log.warn('the time of the run is over: the next run continues', { sweep: sweep.name, removed });
}
