/** The Worker, whose cron trigger a request pulls; nothing of this is deployed. */
import worker from '../../../src/worker.ts';

type Bindings = Parameters<typeof worker.fetch>[1];

export default {
  fetch: async (request, env, execution) => {
    if (new URL(request.url).pathname !== '/-/cron') return worker.fetch(request, env as Bindings, execution);
    const jobs: Promise<unknown>[] = [];
    const controller = { cron: '*/1 * * * *', scheduledTime: 0, noRetry: () => {} };
    const waitUntil = (job: Promise<unknown>) => void jobs.push(job);
    worker.scheduled(controller as never, env as never, { ...execution, waitUntil } as never);
    await Promise.all(jobs);
    return new Response();
  },
} satisfies ExportedHandler;
