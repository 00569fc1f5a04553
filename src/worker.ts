import { createApp } from './app.ts';
import { runSweeps } from './jobs/index.ts';

const app = createApp();

export default {
  fetch: app.fetch,
  scheduled: (_controller, env, execution) => execution.waitUntil(runSweeps(env)),
} satisfies ExportedHandler;
