/** The latest runs of each job and sweep, and what they tell. */
import { type Statement, sql } from '../../platform/database/statement.ts';
import { BACKLOG_MAX } from './backlog.ts';
import { RUN_MAX } from './catalogue.ts';

export interface LatestRun {
  id: string;
  name: string;
  startedAt: Date;
  finishedAt: Date | null;
  outcome: 'idle' | 'done' | 'failed' | null;
  durationMs: number | null;
  processed: number;
  failures: number;
  backlog: number | null;
  oldestDueAt: Date | null;
  error: string | null;
}

/** As many as show whether a backlog grows. */
const LATEST = 3;

/**
 * Of each the newest first.
 * SQL: a few rows of each name, by an index; `doctor` runs it on the owner's connection too
 */
export function latestRuns(names: readonly string[]): Statement<LatestRun> {
  return sql<LatestRun>`
    SELECT r.id, r.name, r.started_at AS "startedAt", r.finished_at AS "finishedAt", r.outcome,
      r.duration_ms AS "durationMs", r.processed, r.failures, r.backlog, r.oldest_due_at AS "oldestDueAt", r.error
    FROM unnest(${names}::text[]) AS wanted (name)
    CROSS JOIN LATERAL (SELECT * FROM job_runs WHERE job_runs.name = wanted.name ORDER BY id DESC LIMIT ${LATEST}) AS r
    ORDER BY r.name, r.id DESC`;
}

/** Whether it was cut off: the platform ends runs that take too long, and isolates. */
export function isCutOff({ startedAt, finishedAt }: Pick<LatestRun, 'startedAt' | 'finishedAt'>, now: Date): boolean {
  return finishedAt === null && now.getTime() - startedAt.getTime() > RUN_MAX * 1000;
}

/** Whether each of the runs left more than the one before. Beyond the bound of counting the age of the oldest tells. */
export function isGrowing(latest: readonly LatestRun[]): boolean {
  const finished = latest.filter(({ finishedAt }) => finishedAt !== null);
  if (finished.length < LATEST) return false;
  return finished.every((run, index) => {
    const before = finished[index + 1];
    return before === undefined || isMore(run, before);
  });
}

function isMore(run: LatestRun, before: LatestRun): boolean {
  if ((before.backlog ?? 0) === 0) return false;
  if ((run.backlog ?? 0) > (before.backlog ?? 0)) return true;
  return run.backlog === BACKLOG_MAX && before.backlog === BACKLOG_MAX && ageOf(run) > ageOf(before);
}

function ageOf({ finishedAt, oldestDueAt }: LatestRun): number {
  return (finishedAt?.getTime() ?? 0) - (oldestDueAt?.getTime() ?? 0);
}
