/** Surface: what the cron triggers run. A job that fails does not keep the others from running. */
import { openRequestContext } from '../deps.ts';
import { type Env, parseEnv } from '../env.ts';
import { reportUnframed, toAppError } from '../http/problem.ts';
import { erasure } from './erasure.ts';
import type { Job } from './job.ts';
import { keys } from './keys.ts';
import { logouts } from './logouts.ts';
import { mail } from './mail.ts';
import { sweeps } from './sweeps.ts';

/** The triggers of wrangler.toml. */
export const JOBS: readonly Job[] = [
  { name: 'logouts', cron: '* * * * *', run: logouts },
  { name: 'mail', cron: '* * * * *', run: mail },
  { name: 'sweeps', cron: '7 * * * *', run: sweeps },
  { name: 'erasure', cron: '7 * * * *', run: erasure },
  { name: 'keys', cron: '7 * * * *', run: keys },
];

/** @param cron the trigger; one that is in no row, such as a call by hand, runs every job */
export async function runJobs(bindings: unknown, cron: string): Promise<void> {
  const config = readConfiguration(bindings);
  const due = JOBS.filter((job) => job.cron === cron);
  for (const { name, run } of due.length > 0 ? due : JOBS) {
    const id = crypto.randomUUID();
    await run(async (work) => {
      const context = openRequestContext(config, id);
      try {
        return await work(context);
      } catch (error) {
        context.log.error('job failed', { job: name, error });
        return undefined;
      } finally {
        await context.close();
      }
    });
  }
}

/** @throws ConfigurationError, so that the platform counts the run as failed; its log may not say why, ours does */
function readConfiguration(bindings: unknown): Env {
  try {
    return parseEnv(bindings);
  } catch (error) {
    reportUnframed(toAppError(error));
    throw error;
  }
}
