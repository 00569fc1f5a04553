/** Checks of what runs by schedule: whether it runs, how its runs end, and what it leaves behind. */
import { countBacklog } from '../../src/domain/jobs/backlog.ts';
import { SCHEDULED, type Scheduled } from '../../src/domain/jobs/catalogue.ts';
import { isCutOff, isGrowing, type LatestRun, latestRuns } from '../../src/domain/jobs/latest.ts';
import type { Check, Context, Finding } from './check.ts';
import { rowsOf } from './check.ts';

/** Counting stops here: it would take as long as removing the rows. */
const COUNT_MAX = 1_000_000;

const TRIGGERS = 'See the cron triggers of the Worker (wrangler.toml, [triggers]) and its log.';

const WORDS = {
  sweep: {
    check: 'expired-rows',
    isBehind: (name: string, rows: string) => `The sweep "${name}" is behind: ${rows} should be gone.`,
    why: 'The tables of sessions and tokens grow without end when the cron trigger does not run, or when more expires than its runs have time for.',
    mend: `${TRIGGERS} A run goes on until nothing is left or five minutes are over; some hundred thousand rows fit into one (docs/benchmarks.md). npm run db -- sweep runs until nothing is left.`,
  },
  job: {
    check: 'waiting-work',
    isBehind: (name: string, rows: string) => `The job "${name}" is behind: ${rows} should be done.`,
    why: 'Mail, logout tokens and the erasure of people are promised in time.',
    mend: `${TRIGGERS} How mail is sent: README, Deploying.`,
  },
} as const;

function backlogCheck(kind: Scheduled['kind']): Check {
  const { check: name, isBehind, why, mend } = WORDS[kind];
  return {
    name,
    run: async ({ client, now, thresholds }) => {
      const findings: Finding[] = [];
      const moment = new Date(now.getTime() - thresholds.sweepGraceSeconds * 1000);
      for (const scheduled of SCHEDULED.filter((one) => one.kind === kind)) {
        const statement = countBacklog(scheduled, { now: moment }, COUNT_MAX);
        if (!statement) continue;
        const [backlog] = await rowsOf<{ count: number }>(client, statement.text, statement.values);
        if (!backlog?.count) continue;
        findings.push({ level: 'warning', what: isBehind(scheduled.name, rowsText(backlog.count)), why, mend });
      }
      return findings;
    },
  };
}

function rowsText(count: number): string {
  if (count >= COUNT_MAX) return `${COUNT_MAX} rows, or more,`;
  return count === 1 ? '1 row' : `${count} rows`;
}

/** The moment since when runs should have been recorded: when the table came, or the oldest run that is kept. */
const RECORDED_SINCE = `
  SELECT COALESCE((SELECT started_at FROM job_runs ORDER BY id LIMIT 1),
    (SELECT max(finished_at) FROM _prisma_migrations WHERE migration_name LIKE '%_job_runs')) AS since`;

const runs: Check = {
  name: 'job-runs',
  run: async (context) => {
    const { client, now, thresholds } = context;
    const [recorded] = await rowsOf<{ since: Date | null }>(client, RECORDED_SINCE);
    const { text, values } = latestRuns(SCHEDULED.map(({ name }) => name));
    const rows = await rowsOf<LatestRun>(client, text, values);
    const isRecorded =
      (recorded?.since?.getTime() ?? now.getTime()) < now.getTime() - thresholds.sweepGraceSeconds * 1000;
    if (rows.length === 0) return isRecorded ? [neverRan('No job has ever run.')] : [];
    return SCHEDULED.flatMap((scheduled) => {
      const own = rows.filter(({ name }) => name === scheduled.name);
      if (own.length === 0) return isRecorded ? [neverRan(`The ${nameOf(scheduled)} has never run.`)] : [];
      return inspect(scheduled, own, context);
    });
  },
};

const nameOf = ({ kind, name }: Scheduled) => `${kind} "${name}"`;

function neverRan(what: string): Finding {
  const why = 'What it does is not done: nothing else removes what has expired, sends what waits, or replaces keys.';
  return { level: 'warning', what, why, mend: `${TRIGGERS} npm run db -- sweep removes what has expired.` };
}

/** @param own its latest runs, the newest first */
function inspect(scheduled: Scheduled, own: LatestRun[], { now, thresholds }: Context): Finding[] {
  const [last] = own;
  if (!last) return [];
  const name = nameOf(scheduled);
  const findings: Finding[] = [];
  const late = (now.getTime() - last.startedAt.getTime()) / 1000 - scheduled.every;
  if (late > thresholds.sweepGraceSeconds)
    findings.push(neverRan(`The ${name} has not run for ${ageText(now, last.startedAt)}.`));
  if (isCutOff(last, now)) {
    findings.push({
      level: 'warning',
      what: `The last run of the ${name} did not finish; it began ${last.startedAt.toISOString()}.`,
      why: 'It was cut off. The next run goes on, but what always takes too long is never done.',
      mend: `See the log of the Worker at that time.`,
    });
  }
  if (last.outcome === 'failed') {
    findings.push({
      level: 'warning',
      what: `The last run of the ${name} failed: ${last.error ?? 'without a reason'}.`,
      why: 'What it does is not done until a run succeeds.',
      mend: 'See the log of the Worker, and the findings above.',
    });
  }
  if (isGrowing(own)) {
    findings.push({
      level: 'warning',
      what: `The backlog of the ${name} grows: ${own
        .map(({ backlog }) => backlog)
        .toReversed()
        .join(', ')} at the end of its last runs.`,
      why: 'More becomes due than its runs have time for.',
      mend: scheduled.kind === 'sweep' ? `npm run db -- sweep --only ${scheduled.name}` : 'See the log of the Worker.',
    });
  }
  return findings;
}

function ageText(now: Date, then: Date): string {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  return minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
}

export const JOB_CHECKS: readonly Check[] = [backlogCheck('sweep'), backlogCheck('job'), runs];
