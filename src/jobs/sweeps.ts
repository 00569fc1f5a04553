/** Removes expired rows, and records a run of each sweep. */
import { sweepAll } from '../domain/jobs/sweeping.ts';
import { SWEEPS, type Sweep } from '../domain/sweeps/expired-rows.ts';
import type { System } from '../domain/unit-of-work/unit-of-work.ts';
import type { Statement } from '../platform/database/statement.ts';
import { HOURLY_MS } from './budgets.ts';
import type { InContext } from './job.ts';

export const sweeps = (inContext: InContext) => sweep(inContext, SWEEPS, HOURLY_MS.sweeps);

/** @param timeBudget milliseconds after which no new batch begins */
export async function sweep(inContext: InContext, all: readonly Sweep[], timeBudget: number): Promise<void> {
  await sweepAll((work) => inContext(({ system }) => work(contextOf(system))), all, { timeBudget });
}

function contextOf({ db, now, log }: System) {
  return {
    now,
    log,
    send: async <Row>(statement: Statement<Row>) => (await db.flight(statement))[0],
    release: () => db.release(),
  };
}
