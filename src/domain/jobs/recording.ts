/**
 * Records runs: a row when one begins, which its end completes. So a run that was cut off is seen as one that never
 * finished. The end also removes earlier runs that had nothing to do: a job that runs every minute keeps one such row.
 * SQL: `npm run db -- sweep` sends the same statements on the owner's connection; an end completes rows with values of
 * their own
 */
import { uuidv7 } from '../../lib/ids.ts';
import { json, type Statement, sql } from '../../platform/database/statement.ts';
import type { Backlog } from './backlog.ts';

export interface Run {
  id: string;
  name: string;
  startedAt: Date;
}

export interface RunEnd {
  id: string;
  finishedAt: Date;
  durationMs: number;
  processed: number;
  failures: number;
  /** Null when it is not known. */
  backlog: Backlog | null;
  /** Null when it succeeded. */
  error: string | null;
}

const ERROR_LENGTH_MAX = 500;

/** What the log has in full. PostgreSQL's message does not contain the parameters of statements. */
export function errorText(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH_MAX);
}

export function newRun(name: string, startedAt: Date): Run {
  return { id: uuidv7(startedAt), name, startedAt };
}

export function recordStart(runs: readonly Run[]): Statement {
  const rows = runs.map(({ id, name, startedAt }) => ({ id, name, started_at: startedAt }));
  return sql`
    INSERT INTO job_runs (id, name, started_at)
    SELECT id, name, started_at FROM jsonb_to_recordset(${json(rows)}::jsonb) AS run (id uuid, name text, started_at timestamptz)`;
}

export function recordEnd(ends: readonly RunEnd[]): Statement {
  const rows = ends.map(({ id, finishedAt, durationMs, processed, failures, backlog, error }) => ({
    ...{ id, finished_at: finishedAt, duration_ms: Math.round(durationMs), processed, failures, error },
    ...{ outcome: outcomeOf({ processed, backlog, error }), backlog: backlog?.count, oldest_due_at: backlog?.oldest },
  }));
  return sql`
    WITH ended AS (
      UPDATE job_runs AS r SET finished_at = e.finished_at, outcome = e.outcome, duration_ms = e.duration_ms,
        processed = e.processed, failures = e.failures, backlog = e.backlog, oldest_due_at = e.oldest_due_at,
        error = e.error
      FROM jsonb_to_recordset(${json(rows)}::jsonb) AS e (id uuid, finished_at timestamptz, outcome "JobOutcome",
        duration_ms int, processed int, failures int, backlog int, oldest_due_at timestamptz, error text)
      WHERE r.id = e.id RETURNING r.id, r.name
    )
    DELETE FROM job_runs AS r USING ended
    WHERE r.name = ended.name AND r.outcome = 'idle' AND r.id < ended.id`;
}

function outcomeOf({ processed, backlog, error }: Pick<RunEnd, 'processed' | 'backlog' | 'error'>) {
  if (error !== null) return 'failed';
  return processed === 0 && (backlog?.count ?? 0) === 0 ? 'idle' : 'done';
}
