/** Surface: the jobs that cron triggers run. A job that fails does not stop the others. */
import { openRequestContext } from '../deps.ts';
import { type Env, parseEnv } from '../env.ts';
import { reportWithoutContext, toAppError } from '../http/problem.ts';
import { lateAuditBlocks, recentAuditBlocks } from './audit-blocks.ts';
import { auditRetention } from './audit-retention.ts';
import { closures } from './closures.ts';
import { erasure } from './erasure.ts';
import type { InContext, Job } from './job.ts';
import { keys } from './keys.ts';
import { logouts } from './logouts.ts';
import { mail } from './mail.ts';
import { organisationErasure } from './organisation-erasure.ts';
import { openRun, type RecordedRun } from './recorded-run.ts';
import { securityEvents } from './security-events.ts';
import { statusLists } from './status-lists.ts';
import { sweeps } from './sweeps.ts';
import { webhooks } from './webhooks.ts';

/** The triggers of wrangler.toml. */
const MINUTELY = '* * * * *';
/** Also each minute: receivers that are slow to answer hold up neither mail nor logout tokens. */
const APART = '*/1 * * * *';
const HOURLY = '7 * * * *';

export const TRIGGERS: readonly string[] = [MINUTELY, APART, HOURLY];

export const JOBS: readonly Job[] = [
  { name: 'logouts', cron: MINUTELY, repeats: true, run: logouts },
  { name: 'mail', cron: MINUTELY, repeats: true, run: mail },
  { name: 'closures', cron: MINUTELY, run: closures },
  { name: 'security-events', cron: APART, repeats: true, run: securityEvents },
  { name: 'webhooks', cron: APART, repeats: true, run: webhooks },
  { name: 'audit-blocks', cron: MINUTELY, run: recentAuditBlocks },
  { name: 'late-audit-blocks', cron: HOURLY, run: lateAuditBlocks },
  { name: 'audit-retention', cron: HOURLY, run: auditRetention },
  { name: 'erasure', cron: HOURLY, run: erasure },
  { name: 'organisation-erasure', cron: HOURLY, run: organisationErasure },
  { name: 'keys', cron: HOURLY, run: keys },
  { name: 'status-lists', cron: HOURLY, run: statusLists },
];

/** Milliseconds between two runs of a repeating job, and between two of its triggers. */
const PAUSE_MS = 15_000;
const MINUTE_MS = 60_000;

/**
 * @param cron the trigger; an unknown one, such as a manual call, runs every job once
 * @param startedAt when the trigger was due, in milliseconds since the epoch; repeating jobs run until the next one
 */
export async function runJobs(bindings: unknown, cron: string, startedAt = 0): Promise<void> {
  const config = readConfiguration(bindings);
  const due = JOBS.filter((job) => job.cron === cron);
  const isKnown = due.length > 0;
  const repeating: RecordedRun[] = [];
  for (const job of isKnown ? due : JOBS) {
    const run = openRun(job, contextsOf(config, job.name));
    await run.start();
    await run.round();
    if (isKnown && job.repeats) repeating.push(run);
    else await run.end();
  }
  if (cron === HOURLY || !isKnown) await sweeps(contextsOf(config, 'sweeps')());
  while (repeating.length > 0 && Date.now() + PAUSE_MS < startedAt + MINUTE_MS) {
    await scheduler.wait(PAUSE_MS);
    for (const run of repeating) await run.round();
  }
  for (const run of repeating) await run.end();
}

/** @throws ConfigurationError, so that the platform counts the run as failed; our log has the reason */
function readConfiguration(bindings: unknown): Env {
  try {
    return parseEnv(bindings);
  } catch (error) {
    reportWithoutContext(toAppError(error));
    throw error;
  }
}

function contextsOf(config: Env, name: string) {
  const id = crypto.randomUUID();
  return (onError: (error: unknown) => void = () => {}): InContext =>
    async (work) => {
      const context = openRequestContext(config, id);
      try {
        return await context.run(() => work(context));
      } catch (error) {
        context.log.error('job failed', { job: name, error });
        onError(error);
        return undefined;
      } finally {
        await context.close();
      }
    };
}
