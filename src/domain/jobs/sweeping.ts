/**
 * Removes expired rows. Each round runs one batch of every sweep, until nothing is left to remove or the run's time is
 * over; the next run continues. A sweep that fails does not stop the others. The Worker's job runs it, and
 * `npm run db -- sweep`; both at once only wait for each other (deleteBatch).
 */
import type { Statement } from '../../platform/database/statement.ts';
import type { Log } from '../../platform/log/log.ts';
import { type Batch, deleteBatch, dueRows, type Sweep, type SweepResult } from '../sweeps/expired-rows.ts';
import { type Backlog, countBacklog, NO_BACKLOG } from './backlog.ts';
import { errorText, newRun, type RunEnd, recordEnd, recordStart } from './recording.ts';

/** A connection, and a moment. */
export interface SweepContext {
  now: Date;
  log: Log;
  send<Row>(statement: Statement<Row>): Promise<Row[]>;
  /** After a failure: the connection may be the cause. */
  release(): Promise<void>;
}

/** @returns undefined when the work failed, which is logged */
export type InSweepContext = <T>(work: (context: SweepContext) => Promise<T>) => Promise<T | undefined>;

export interface Swept {
  name: string;
  removed: number;
  /** Null when it is not known. */
  backlog: Backlog | null;
  error: string | null;
}

/** Rows of a batch: of the first one, and the limits between which the size is adapted. */
const BATCH = { first: 2_000, least: 100, most: 10_000 };
/**
 * Milliseconds: after a quicker batch the size grows, after a slower one it shrinks, so that locks are held briefly.
 */
const QUICK_MS = 100;
const SLOW_MS = 500;

interface Progress extends Batch {
  sweep: Sweep;
  runId: string;
  removed: number;
  /** Milliseconds of its batches. */
  duration: number;
}

/** How a batch ended: with more to remove, with nothing left, or with an error. */
type Step = 'full' | 'over' | { error: string };

interface Options {
  /** Milliseconds after which no new batch begins. */
  timeBudget: number;
  /** Called after each round. */
  onRound?: (removed: number) => void;
}

export async function sweepAll(
  inContext: InSweepContext,
  sweeps: readonly Sweep[],
  { timeBudget, onRound = () => {} }: Options,
): Promise<Swept[]> {
  const started = Date.now();
  const runs = sweeps.map(({ name }) => newRun(name, new Date()));
  await inContext(({ send }) => send(recordStart(runs)));
  const all = sweeps.map((sweep, index) => newProgress(sweep, runs[index]?.id ?? ''));
  const swept: Swept[] = [];
  for (let pending = all; pending.length > 0; ) {
    if (Date.now() - started >= timeBudget) {
      swept.push(...((await inContext((context) => endUnfinished(context, pending))) ?? []));
      break;
    }
    // Each round has its own connection and moment (`now`).
    const round = await inContext((context) => runRound(context, pending));
    swept.push(...(round?.ended ?? []));
    pending = round?.pending ?? [];
    onRound(all.reduce((sum, { removed }) => sum + removed, 0));
  }
  return swept;
}

function newProgress(sweep: Sweep, runId: string): Progress {
  return { sweep, runId, after: null, limit: BATCH.first, removed: 0, duration: 0 };
}

async function runRound(context: SweepContext, all: Progress[]): Promise<{ ended: Swept[]; pending: Progress[] }> {
  const pending: Progress[] = [];
  const ended: Ended[] = [];
  for (const progress of all) {
    const step = await runBatch(context, progress);
    if (step === 'full') pending.push(progress);
    else if (step === 'over') ended.push(endOf(progress, NO_BACKLOG, null));
    else ended.push(endOf(progress, null, step.error));
  }
  return { ended: await recordEnds(context, ended), pending };
}

async function runBatch({ send, release, log, now }: SweepContext, progress: Progress): Promise<Step> {
  const { name } = progress.sweep;
  const started = Date.now();
  let swept: SweepResult | undefined;
  try {
    [swept] = await send(deleteBatch(progress.sweep, { now }, progress));
  } catch (error) {
    log.error('sweep failed', { sweep: name, removed: progress.removed, error });
    await release();
    return { error: errorText(error) };
  } finally {
    progress.duration += Date.now() - started;
  }
  const { found, removed, last } = swept ?? { found: 0, removed: 0, last: null };
  progress.removed += removed;
  // Not by what was removed: another sweep may have removed a part of the batch, and more is due behind it.
  if (found < progress.limit) {
    log.info('swept', { sweep: name, removed: progress.removed });
    return 'over';
  }
  Object.assign(progress, { after: last, limit: nextLimit(progress.limit, Date.now() - started) });
  return 'full';
}

function nextLimit(limit: number, duration: number): number {
  if (duration > SLOW_MS) return Math.max(BATCH.least, Math.floor(limit / 2));
  return duration < QUICK_MS ? Math.min(BATCH.most, limit * 2) : limit;
}

type Ended = { run: RunEnd; swept: Swept };

function endOf({ sweep, runId, removed, duration }: Progress, backlog: Backlog | null, error: string | null): Ended {
  const finished = { finishedAt: new Date(), durationMs: duration, processed: removed, failures: 0 };
  return { run: { id: runId, ...finished, backlog, error }, swept: { name: sweep.name, removed, backlog, error } };
}

/** A run whose end cannot be recorded looks as if it was cut off; what it removed is removed. */
async function recordEnds({ send, release, log }: SweepContext, ended: Ended[]): Promise<Swept[]> {
  if (ended.length > 0) {
    await send(recordEnd(ended.map(({ run }) => run))).catch(async (error) => {
      log.error('the end of sweeps could not be recorded', { error });
      await release();
    });
  }
  return ended.map(({ swept }) => swept);
}

/** Says what is left when the time of the run is over. */
async function endUnfinished(context: SweepContext, pending: Progress[]): Promise<Swept[]> {
  const ended: Ended[] = [];
  for (const progress of pending) {
    const { sweep, removed } = progress;
    const [backlog = null] = await context.send(backlogOf(sweep, context.now));
    context.log.warn('the time of the run is over: the next run continues', {
      sweep: sweep.name,
      removed,
      left: backlog?.count,
      oldest: backlog?.oldest,
    });
    ended.push(endOf(progress, backlog, null));
  }
  return recordEnds(context, ended);
}

function backlogOf(sweep: Sweep, now: Date): Statement<Backlog> {
  return countBacklog({ due: (clock) => dueRows(sweep, clock) }, { now }) as Statement<Backlog>;
}
