/** Surface: the jobs that cron triggers run. A job that fails does not stop the others. */
import { openRequestContext } from '../deps.ts';
import { type Env, parseEnv } from '../env.ts';
import { reportWithoutContext, toAppError } from '../http/problem.ts';
import { closures } from './closures.ts';
import { erasure } from './erasure.ts';
import type { Job } from './job.ts';
import { keys } from './keys.ts';
import { logouts } from './logouts.ts';
import { mail } from './mail.ts';
import { organisationErasure } from './organisation-erasure.ts';
import { sweeps } from './sweeps.ts';

/** The triggers of wrangler.toml. */
export const JOBS: readonly Job[] = [
  { name: 'logouts', cron: '* * * * *', repeats: true, run: logouts },
  { name: 'mail', cron: '* * * * *', repeats: true, run: mail },
  { name: 'closures', cron: '* * * * *', run: closures },
  { name: 'sweeps', cron: '7 * * * *', run: sweeps },
  { name: 'erasure', cron: '7 * * * *', run: erasure },
  { name: 'organisation erasure', cron: '7 * * * *', run: organisationErasure },
  { name: 'keys', cron: '7 * * * *', run: keys },
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
  for (const job of due.length > 0 ? due : JOBS) await runJob(config, job);
  const repeating = due.filter(({ repeats }) => repeats);
  while (repeating.length > 0 && Date.now() + PAUSE_MS < startedAt + MINUTE_MS) {
    await scheduler.wait(PAUSE_MS);
    for (const job of repeating) await runJob(config, job);
  }
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

async function runJob(config: Env, { name, run }: Job): Promise<void> {
  const id = crypto.randomUUID();
  await run(async (work) => {
    const context = openRequestContext(config, id);
    try {
      return await context.run(() => work(context));
    } catch (error) {
      context.log.error('job failed', { job: name, error });
      return undefined;
    } finally {
      await context.close();
    }
  });
}
