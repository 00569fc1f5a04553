/** Sends mail that the first attempt, right after the response, did not deliver. */

import { DUE_MAX } from '../domain/outbox/delivery.ts';
import { deliverEmails } from '../domain/outbox/email-delivery.ts';
import { inBatches } from './batches.ts';

export const mail = inBatches(async ({ system, mailer, config, log }) => {
  if (mailer) return deliverEmails(system, mailer, { limit: DUE_MAX });
  if (config.ENVIRONMENT === 'production') log.warn('no way to send mail is configured: it stays in the outbox');
  return 0;
});
