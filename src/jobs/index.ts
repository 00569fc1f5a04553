/** Surface: what the cron triggers run. A failing sweep does not keep the others from running. */
import { openRequestContext } from '../deps.ts';
import { SWEEPS } from '../domain/expiry.ts';
import { parseEnv } from '../env.ts';

export async function runSweeps(bindings: unknown): Promise<void> {
  const context = openRequestContext(parseEnv(bindings), crypto.randomUUID());
  const { system, log } = context;
  try {
    for (const sweep of SWEEPS) {
      try {
        await system.db.flight(sweep.statement(system));
        log.info('swept', { sweep: sweep.name });
      } catch (error) {
        log.error('sweep failed', { sweep: sweep.name, error });
      }
    }
  } finally {
    await context.close();
  }
}
