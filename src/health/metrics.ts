/** `GET /metrics`: numbers for Prometheus, for who has METRICS_TOKEN. Without the token, the path does not exist. */
import { FACT_COUNT_MAX, type PlatformFacts, platformFacts, SIGN_IN_WINDOW } from '../domain/statistics/platform.ts';
import { AppError } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { readBearerToken } from '../http/middleware/authentication.ts';
import { equalInConstantTime } from '../lib/bytes.ts';
import { CONTENT_TYPE, formatMetrics, type Metric } from '../lib/prometheus.ts';
import { sha256 } from '../lib/secrets.ts';

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

export function metricsOf({ outboxes, keys, sessions, signIns }: PlatformFacts, now: Date): Metric[] {
  const age = (since: Date | null) => (since ? Math.max(0, (now.getTime() - since.getTime()) / 1000) : 0);
  const bounded = `counted up to ${FACT_COUNT_MAX}`;
  return [
    {
      name: 'cerberus_outbox_due',
      help: `Messages that are due and not sent, ${bounded}.`,
      type: 'gauge',
      samples: outboxes.map(({ outbox, due }) => ({ labels: { outbox }, value: due })),
    },
    {
      name: 'cerberus_outbox_oldest_due_seconds',
      help: 'Seconds since the oldest of these messages was due; 0 when there is none.',
      type: 'gauge',
      samples: outboxes.map(({ outbox, oldest }) => ({ labels: { outbox }, value: age(oldest) })),
    },
    {
      name: 'cerberus_signing_key_stage_seconds',
      help: 'Seconds since a signing key came to its stage.',
      type: 'gauge',
      samples: newestOf(keys).map(({ alg, stage, stagedAt }) => ({ labels: { alg, stage }, value: age(stagedAt) })),
    },
    {
      name: 'cerberus_sessions',
      help: `Sessions that have not ended, ${bounded}.`,
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
