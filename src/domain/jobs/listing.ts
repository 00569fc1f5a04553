/** The runs of jobs and sweeps, for platform operators. */
import { AppError } from '../../errors.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { BACKLOG_MAX } from './backlog.ts';
import { findScheduled, SCHEDULED, type Scheduled } from './catalogue.ts';
import { isCutOff, isGrowing, type LatestRun, latestRuns } from './latest.ts';

/** running: it has not finished yet · interrupted: it was cut off · the others: how it ended. */
export const STATES = ['running', 'interrupted', 'idle', 'done', 'failed'] as const;

export interface ListedRun {
  id: string;
  state: (typeof STATES)[number];
  startedAt: Date;
  finishedAt: Date | null;
  durationMs: number | null;
  processed: number;
  failures: number;
  /** Null when it is not known. */
  backlog: number | null;
  /** Whether there may be more: counting stops at a bound. */
  backlogIsEstimate: boolean;
  oldestDueAt: Date | null;
  error: string | null;
}

export interface ListedJob extends Pick<Scheduled, 'name' | 'kind' | 'purpose'> {
  everySeconds: number;
  lastRun: ListedRun | null;
  /** Whether it should have run again by now. */
  isLate: boolean;
  /** Whether each of the last runs left more than the one before. */
  backlogGrows: boolean;
}

/** Seconds by which a trigger may be late. */
const LATE_AFTER = 600;

/** One round trip. */
export async function listJobs(system: System): Promise<ListedJob[]> {
  const [rows] = await system.db.flight(latestRuns(SCHEDULED.map(({ name }) => name)));
  return SCHEDULED.map((scheduled) =>
    toListedJob(
      scheduled,
      rows.filter(({ name }) => name === scheduled.name),
      system.now,
    ),
  );
}

function toListedJob({ name, kind, purpose, every }: Scheduled, runs: LatestRun[], now: Date): ListedJob {
  const [last] = runs;
  const isLate = last !== undefined && now.getTime() - last.startedAt.getTime() > (every + LATE_AFTER) * 1000;
  const lastRun = last ? toListedRun(last, now) : null;
  return { name, kind, purpose, everySeconds: every, lastRun, isLate, backlogGrows: isGrowing(runs) };
}

const COLUMNS = {
  id: true,
  name: true,
  startedAt: true,
  finishedAt: true,
  outcome: true,
  durationMs: true,
  processed: true,
  failures: true,
  backlog: true,
  oldestDueAt: true,
  error: true,
} satisfies Prisma.JobRunSelect;

export interface RunQuery {
  limit: number;
  offset: number;
  /** The id of the last run of the previous page; the offset counts from there. */
  cursor?: string | undefined;
}

/** The newest first. One round trip. @throws not_found */
export async function listRuns(
  system: System,
  name: string,
  { limit, offset, cursor }: RunQuery,
): Promise<{ runs: ListedRun[]; nextCursor: string | null } & Total> {
  if (!findScheduled(name)) throw new AppError('not_found', 'Job not found');
  const { prisma } = system.db;
  const [found, counted] = await system.db.flight(
    prisma.jobRun.findMany({
      where: { name, ...(cursor ? { id: { lt: cursor } } : {}) },
      select: COLUMNS,
      orderBy: { id: 'desc' },
      skip: offset,
      take: limit,
    }),
    prisma.jobRun.count({ where: { name }, take: COUNT_TAKE }),
  );
  const runs = found.map((run) => toListedRun(run, system.now));
  const last = runs.length === limit ? runs.at(-1) : undefined;
  return { runs, nextCursor: last?.id ?? null, ...totalOf(counted) };
}

function toListedRun({ name: _, outcome, ...run }: LatestRun, now: Date): ListedRun {
  const state = outcome ?? (isCutOff(run, now) ? 'interrupted' : 'running');
  return { ...run, state, backlogIsEstimate: run.backlog === BACKLOG_MAX };
}
