/** Tells the owner of an organisation that a webhook was switched off. */
import type { Email } from '../domain/outbox/emails.ts';
import { momentText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { foreignText, prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface WebhookDisabled extends Addressing {
  url: string;
  /** It answered that it is gone. */
  isGone: boolean;
  /** In a row. */
  failures: number;
  failingSince: Date;
}

export function webhookDisabledEmail(notice: WebhookDisabled): Promise<Email> {
  const { url, isGone, failures, failingSince, ...addressing } = notice;
  const reason = isGone
    ? 'It answered that it is gone for good (410).'
    : `Its last ${failures} deliveries failed, since ${momentText(failingSince)}.`;
  return writeEmail({
    ...addressing,
    template: 'webhook-disabled',
    subject: prose`A webhook of ${addressing.organisation.name} was switched off`,
    blocks: [
      greeting(addressing),
      prose`A webhook of ${addressing.organisation.name} is no longer told what happens. ${reason}`,
      { facts: [['URL', foreignText(url)]] },
      'Deliveries that were not made are kept. They are made when the webhook is switched on again. What happens before that is not told.',
    ],
  });
}
