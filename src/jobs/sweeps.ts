/**
 * Removes what has served its time. The sweeps take turns, a batch each, until there is nothing left to remove or the
 * time of a run is over; the next run goes on. One that fails does not keep the others from running.
 */
import { removing, SWEEPS, type Sweep, type Swept } from '../domain/sweeps/expired-rows.ts';
import type { System } from '../domain/unit-of-work/unit-of-work.ts';
import type { InContext, Job } from './job.ts';

/** Milliseconds of one run. A trigger that comes every hour may take fifteen minutes, and other jobs share it. */
const RUN_MS = 300_000;
/** Rows of a batch: the first one's, and what it grows and shrinks between. */
const BATCH = { first: 2_000, least: 100, most: 10_000 };
/** Milliseconds: a batch that is quicker grows, a slower one shrinks, so that nobody waits for its locks for long. */
const QUICK_MS = 100;
const SLOW_MS = 500;

interface Turn {
  sweep: Sweep;
  after: string | null;
  limit: number;
  removed: number;
}

export const sweeps: Job['run'] = (inContext) => sweep(inContext, SWEEPS, RUN_MS);

/** @param patience milliseconds after which no batch begins any more */
export async function sweep(inContext: InContext, all: readonly Sweep[], patience: number): Promise<void> {
  const started = Date.now();
  let turns: Turn[] = all.map((sweep) => ({ sweep, after: null, limit: BATCH.first, removed: 0 }));
  while (turns.length > 0) {
    if (Date.now() - started >= patience) return void (await inContext(async ({ log }) => tellRest(log, turns)));
    // A round has a connection and a clock of its own.
    turns = (await inContext(({ system }) => takeTurns(system, turns))) ?? [];
  }
}

/** @returns those that have more to remove */
async function takeTurns(system: System, turns: Turn[]): Promise<Turn[]> {
  const full: Turn[] = [];
  for (const turn of turns) if (await takeTurn(system, turn)) full.push(turn);
  return full;
}

async function takeTurn(system: System, turn: Turn): Promise<boolean> {
  const { db, log } = system;
  const { name } = turn.sweep;
  const started = Date.now();
  let swept: Swept | undefined;
  try {
    [[swept]] = await db.flight(removing(turn.sweep, system, turn));
  } catch (error) {
    log.error('sweep failed', { sweep: name, removed: turn.removed, error });
    // It may have been the connection.
    await db.release();
    return false;
  }
  const { count, last } = swept ?? { count: 0, last: null };
  turn.removed += count;
  if (count < turn.limit) {
    log.info('swept', { sweep: name, removed: turn.removed });
    return false;
  }
  Object.assign(turn, { after: last, limit: nextLimit(turn.limit, Date.now() - started) });
  return true;
}

function nextLimit(limit: number, duration: number): number {
  if (duration > SLOW_MS) return Math.max(BATCH.least, Math.floor(limit / 2));
  return duration < QUICK_MS ? Math.min(BATCH.most, limit * 2) : limit;
}

function tellRest(log: System['log'], turns: Turn[]): void {
  for (const { sweep, removed } of turns)
    log.warn('the time of a run is over: the next one goes on', { sweep: sweep.name, removed });
}
