import { createApp } from './app.ts';
import { runJobs } from './jobs/index.ts';

const app = createApp();

export default {
  fetch: app.fetch,
  scheduled: ({ cron }, env, execution) => execution.waitUntil(runJobs(env, cron)),
} satisfies ExportedHandler;
