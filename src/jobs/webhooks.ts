/**
 * Sends to webhooks what the first attempt, right after the response, did not deliver, and switches off endpoints that
 * keep failing.
 */
import { disableFailingEndpoints } from '../domain/webhooks/disabling.ts';
import { sendWebhooks } from '../domain/webhooks/sending.ts';
import { webhookDisabledEmail } from '../emails/webhook-disabled.ts';
import type { Job } from './job.ts';

/** Milliseconds of one run; the next run starts a minute after it and continues. */
const RUN_MS = 50_000;

export const webhooks: Job['run'] = async (inContext) => {
  await inContext(({ system }) => disableFailingEndpoints(system, webhookDisabledEmail));
  const tried = await inContext(({ system, webhookTools }) => sendWebhooks(system, webhookTools, { runMs: RUN_MS }));
  return { processed: tried ?? 0 };
};
