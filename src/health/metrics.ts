/** `GET /metrics`: numbers for Prometheus, for who has METRICS_TOKEN. Without the token, the path does not exist. */
import {
  FACT_COUNT_MAX,
  type JobFacts,
  type PlatformFacts,
  platformFacts,
  SIGN_IN_WINDOW,
} from '../domain/monitoring/platform.ts';
import { AppError } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { readBearerToken } from '../http/middleware/authentication.ts';
import { equalInConstantTime } from '../lib/bytes.ts';
import { CONTENT_TYPE, formatMetrics, type Metric } from '../lib/prometheus.ts';
import { sha256 } from '../lib/secrets.ts';

const BOUNDED = `counted up to ${FACT_COUNT_MAX}`;

/** One round trip. When the database does not answer, the rest is answered, and says so. */
export async function metrics(c: HttpContext): Promise<Response> {
  await assertMayRead(c);
  const { system, requests, now, log } = c.var.context;
  const facts = await platformFacts(system).catch((error) => {
    log.error('the database gave no metrics', { error });
    return null;
  });
  const isUp: Metric = {
    name: 'cerberus_database_up',
    help: 'Whether the database answered this request.',
    type: 'gauge',
    samples: [{ value: facts ? 1 : 0 }],
  };
  const all = [isUp, ...(facts ? metricsOf(facts, now) : []), ...requests.metrics()];
  return c.body(formatMetrics(all), 200, { 'Content-Type': CONTENT_TYPE, 'Cache-Control': 'no-store' });
}

/** @throws not_found, the same as for a path that does not exist */
async function assertMayRead(c: HttpContext): Promise<void> {
  const { METRICS_TOKEN } = c.var.context.config;
  const given = readBearerToken(c);
  const isAllowed =
    METRICS_TOKEN !== undefined &&
    given !== undefined &&
    equalInConstantTime(await sha256(given), await sha256(METRICS_TOKEN));
  if (!isAllowed) throw new AppError('not_found', 'Route not found');
}

function metricsOf({ jobs, due, keys, sessions, signIns }: PlatformFacts, now: Date): Metric[] {
  const age = (since: Date | null) => secondsSince(since, now);
  return [
    {
      name: 'cerberus_due',
      help: `What a job that runs every minute should have done by now, ${BOUNDED}.`,
      type: 'gauge',
      samples: due.map(({ job, count }) => ({ labels: { job }, value: count })),
    },
    {
      name: 'cerberus_oldest_due_seconds',
      help: 'Seconds since the oldest of it was due; 0 when nothing is.',
      type: 'gauge',
      samples: due.map(({ job, oldest }) => ({ labels: { job }, value: age(oldest) })),
    },
    {
      name: 'cerberus_signing_key_stage_seconds',
      help: 'Seconds since a signing key came to its stage.',
      type: 'gauge',
      samples: newestOf(keys).map(({ alg, stage, stagedAt }) => ({ labels: { alg, stage }, value: age(stagedAt) })),
    },
    {
      name: 'cerberus_sessions',
      help: `Sessions that have not ended, ${BOUNDED}.`,
      type: 'gauge',
      samples: [{ value: sessions }],
    },
    {
      name: 'cerberus_sign_ins',
      help: `Sign-ins of the last ${SIGN_IN_WINDOW} seconds, among the newest ${FACT_COUNT_MAX} events.`,
      type: 'gauge',
      samples: [
        { labels: { result: 'success' }, value: signIns.successes },
        { labels: { result: 'failure' }, value: signIns.failures },
      ],
    },
    ...jobMetrics(jobs, now),
  ];
}

function secondsSince(moment: Date | null, now: Date): number {
  return moment ? Math.max(0, (now.getTime() - moment.getTime()) / 1000) : 0;
}

/** Of jobs and sweeps that have never ended a run there is only the period. */
function jobMetrics(jobs: readonly JobFacts[], now: Date): Metric[] {
  const ran = jobs.flatMap(({ job, lastRun }) => (lastRun ? [{ labels: { job }, lastRun }] : []));
  const gauge = (name: string, help: string, samples: Metric['samples']) => ({
    name,
    help,
    type: 'gauge' as const,
    samples,
  });
  return [
    gauge(
      'cerberus_job_period_seconds',
      'Seconds from one run of a job or sweep to the next.',
      jobs.map(({ job, every }) => ({ labels: { job }, value: every })),
    ),
    gauge(
      'cerberus_job_last_end_seconds',
      'Seconds since the last run ended.',
      ran.map(({ labels, lastRun }) => ({ labels, value: secondsSince(lastRun.finishedAt, now) })),
    ),
    gauge(
      'cerberus_job_last_failed',
      'Whether the last run that ended failed.',
      ran.map(({ labels, lastRun }) => ({ labels, value: lastRun.outcome === 'failed' ? 1 : 0 })),
    ),
    gauge(
      'cerberus_job_backlog',
      `What was still due when the last run ended, ${BOUNDED}.`,
      ran.map(({ labels, lastRun }) => ({ labels, value: lastRun.backlog ?? 0 })),
    ),
  ];
}

/** Several keys of one algorithm may be retired: the newest counts, since two samples must not have the same labels. */
function newestOf(keys: PlatformFacts['keys']): PlatformFacts['keys'] {
  const newest = new Map<string, PlatformFacts['keys'][number]>();
  for (const key of keys) {
    const other = newest.get(`${key.alg} ${key.stage}`);
    if (!other || other.stagedAt < key.stagedAt) newest.set(`${key.alg} ${key.stage}`, key);
  }
  return [...newest.values()];
}
