/**
 * Runs one job as the scheduler does. The others of its trigger also look after what every other test has left in the
 * shared database, which may take longer than the runtime waits for work after an answer.
 */
import { env } from 'cloudflare:workers';
import { openRequestContext } from '../../src/deps.ts';
import { parseEnv } from '../../src/env.ts';
import { JOBS } from '../../src/jobs/index.ts';
import type { InContext, Job, Work } from '../../src/jobs/job.ts';

interface Run extends Work {
  /** How many it opened, each with a connection of its own. */
  contexts: number;
}

export async function runJob(name: Job['name'], bindings: Record<string, unknown> = {}): Promise<Run> {
  const config = parseEnv({ ...env, ...bindings });
  let contexts = 0;
  const inContext: InContext = async (work) => {
    const context = openRequestContext(config, crypto.randomUUID());
    contexts += 1;
    try {
      return await context.run(() => work(context));
    } catch {
      return undefined;
    } finally {
      await context.close();
    }
  };
  const job = JOBS.find((one) => one.name === name);
  if (!job) throw new Error(`There is no job ${name}`);
  return { ...(await job.run(inContext)), contexts };
}
