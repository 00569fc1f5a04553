/** A run of a job, recorded from its beginning to its end. */
import { countBacklog } from '../domain/jobs/backlog.ts';
import { findScheduled } from '../domain/jobs/catalogue.ts';
import { errorText, newRun, recordEnd, recordStart } from '../domain/jobs/recording.ts';
import type { System } from '../domain/unit-of-work/unit-of-work.ts';
import type { InContext, Job } from './job.ts';

export interface RecordedRun {
  job: Job;
  start(): Promise<void>;
  /** A job that repeats has several rounds in a run. */
  round(): Promise<void>;
  end(): Promise<void>;
}

/** @param contexts makes an `InContext` that reports the errors it logs */
export function openRun(job: Job, contexts: (onError: (error: unknown) => void) => InContext): RecordedRun {
  const run = newRun(job.name, new Date());
  const total = { processed: 0, failures: 0, durationMs: 0, error: null as string | null };
  const inContext = contexts((error) => {
    total.error ??= errorText(error);
  });
  /** A run that cannot be recorded runs all the same. */
  const record = contexts(() => {});
  return {
    job,
    start: async () => void (await record(({ system }) => system.db.flight(recordStart([run])))),
    round: async () => {
      const started = Date.now();
      const { processed, failures = 0 } = await job.run(inContext);
      total.processed += processed;
      total.failures += failures;
      total.durationMs += Date.now() - started;
    },
    end: async () => {
      await record(async ({ system, log }) => {
        const backlog = await backlogOf(system, job);
        await system.db.flight(recordEnd([{ id: run.id, finishedAt: new Date(), backlog, ...total }]));
        if (backlog && backlog.count > 0)
          log.info('left for the next run', { job: job.name, left: backlog.count, oldest: backlog.oldest });
      });
    },
  };
}

async function backlogOf(system: System, { name }: Job) {
  const scheduled = findScheduled(name);
  const statement = scheduled && countBacklog(scheduled, { now: new Date() });
  if (!statement) return null;
  const [[backlog]] = await system.db.flight(statement);
  return backlog ?? null;
}
