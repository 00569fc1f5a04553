/** Asks the owner of an address to prove that it is theirs. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface Verification extends Addressing {
  verifyUrl: string;
  /** Seconds that the link works. */
  lifetime: number;
}

export function verificationEmail({ verifyUrl, lifetime, ...addressing }: Verification): Promise<Email> {
  return writeEmail({
    ...addressing,
    template: 'verification',
    subject: 'Verify your e-mail address',
    blocks: [
      greeting(addressing),
      prose`Please confirm that this is your e-mail address at ${addressing.organisation.name}.`,
      { label: 'Verify e-mail address', url: verifyUrl },
      `The link works for ${spanText(lifetime)}. If you did not ask for it, you can ignore this message.`,
    ],
  });
}
