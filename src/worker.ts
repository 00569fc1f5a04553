import { createApp } from './app.ts';
import { runJobs } from './jobs/index.ts';

const app = createApp();

export default {
  fetch: app.fetch,
  scheduled: ({ cron, scheduledTime }, env, execution) => execution.waitUntil(runJobs(env, cron, scheduledTime)),
} satisfies ExportedHandler;
