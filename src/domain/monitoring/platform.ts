/**
 * What a monitoring system asks of the whole platform, in one round trip. Every number is counted up to a bound, so that
 * a large backlog does not cost more than a small one.
 */
import { uuidv7Floor } from '../../lib/ids.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { BACKLOG_MAX, type Backlog, countBacklog, NO_BACKLOG } from '../jobs/backlog.ts';
import { SCHEDULED } from '../jobs/catalogue.ts';
import { type LatestRun, latestRuns } from '../jobs/latest.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** Counting stops here. */
export const FACT_COUNT_MAX = BACKLOG_MAX;
/** Seconds of the sign-ins that are counted, among the newest FACT_COUNT_MAX events of all organisations. */
export const SIGN_IN_WINDOW = 300;
/** Seconds by which the clock of another isolate may be ahead. */
const CLOCKS_APART = 60;

/** What a job that runs every minute should have done. */
export interface DueFacts extends Backlog {
  job: string;
}

export interface KeyFacts {
  alg: string;
  stage: string;
  /** When it came to its stage. */
  stagedAt: Date;
}

/** A job or a sweep. */
export interface JobFacts {
  job: string;
  /** Seconds from one run to the next. */
  every: number;
  /** The newest run that has ended; null when none has. */
  lastRun: LatestRun | null;
}

export interface PlatformFacts {
  jobs: JobFacts[];
  /** Mail, and other messages that people and applications wait for. */
  due: DueFacts[];
  keys: KeyFacts[];
  sessions: number;
  signIns: { successes: number; failures: number };
}

const MINUTE = 60;
const URGENT = SCHEDULED.filter(({ every, due }) => every === MINUTE && due !== undefined);

/** One round trip. */
export async function platformFacts({ db, now }: System): Promise<PlatformFacts> {
  const backlogs = URGENT.flatMap((job) => countBacklog(job, { now }) ?? []);
  const [keys, sessions, [signIns], runs, ...due] = await db.flight(
    db.prisma.jWK.findMany({ where: { isActive: true }, select: { alg: true, stage: true, stagedAt: true } }),
    db.prisma.session.count({ where: { expiresAt: { gt: now } }, take: FACT_COUNT_MAX }),
    signInFacts(now),
    latestRuns(SCHEDULED.map(({ name }) => name)),
    ...backlogs,
  );
  const lastRunOf = (job: string) => runs.find(({ name, finishedAt }) => name === job && finishedAt !== null) ?? null;
  return {
    jobs: SCHEDULED.map(({ name, every }) => ({ job: name, every, lastRun: lastRunOf(name) })),
    due: URGENT.map(({ name }, index) => ({ job: name, ...(due[index]?.[0] ?? NO_BACKLOG) })),
    keys,
    sessions,
    signIns: signIns ?? { successes: 0, failures: 0 },
  };
}

/**
 * SQL: counts by a condition among the newest rows, in the order of their ids. Entries of early releases have random ids,
 * most of them later than any moment.
 */
function signInFacts(now: Date): Statement<PlatformFacts['signIns']> {
  return sql<PlatformFacts['signIns']>`
    SELECT (count(*) FILTER (WHERE action = 'login' AND success))::int AS successes,
      (count(*) FILTER (WHERE action = 'login' AND NOT success))::int AS failures
    FROM (SELECT action, success FROM audit_logs
      WHERE id >= ${uuidv7Floor(after(now, -SIGN_IN_WINDOW))} AND id < ${uuidv7Floor(after(now, CLOCKS_APART))}
      ORDER BY id DESC LIMIT ${FACT_COUNT_MAX}) newest`;
}
