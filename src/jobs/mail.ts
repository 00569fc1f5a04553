/** Sends mail that is due: what the first attempt after the answer did not deliver. */
import { deliverEmails } from '../domain/email-delivery.ts';
import { DUE_MAX } from '../domain/outbox-delivery.ts';
import type { Job } from './job.ts';

/** Batches of one run; the next one starts a minute later and goes on. */
const BATCHES_MAX = 40;

export const mail: Job['run'] = async (inContext) => {
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const tried = await inContext(async ({ system, mailer, config, log }) => {
      if (mailer) return deliverEmails(system, mailer, { limit: DUE_MAX });
      if (config.ENVIRONMENT === 'production') log.warn('no way to send mail is configured: it stays in the outbox');
      return 0;
    });
    if (tried !== DUE_MAX) return;
  }
};
