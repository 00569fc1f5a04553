/** The message to the new address: the change takes effect only when its owner confirms. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface EmailChangeConfirmation extends Addressing {
  confirmUrl: string;
  /** Seconds that the link works. */
  lifetime: number;
}

export function emailChangeConfirmationEmail(change: EmailChangeConfirmation): Promise<Email> {
  const { confirmUrl, lifetime, ...addressing } = change;
  return writeEmail({
    ...addressing,
    template: 'email-change-confirmation',
    subject: 'Confirm your new e-mail address',
    blocks: [
      greeting(addressing),
      prose`This address is to become the one of an account at ${addressing.organisation.name}.`,
      { label: 'Confirm the new address', url: confirmUrl },
      `The link works for ${spanText(lifetime)}. If you did not ask for it, ignore this message and nothing changes.`,
    ],
  });
}
