/** A one-time code for sign-in. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface OneTimeCode extends Addressing {
  code: string;
  /** Seconds that the code works. */
  lifetime: number;
  /** The page to change the password. */
  passwordUrl: string;
}

/** The code is not in the subject: it would be readable on a locked screen. */
export function oneTimeCodeEmail({ code, lifetime, passwordUrl, ...addressing }: OneTimeCode): Promise<Email> {
  return writeEmail({
    ...addressing,
    template: 'one-time-code',
    subject: 'Your sign-in code',
    blocks: [
      greeting(addressing),
      prose`This code signs you in at ${addressing.organisation.name}:`,
      { code },
      `It works once, for ${spanText(lifetime)}. We never ask for it. If you did not ask for it, somebody may know your password: change it.`,
      { label: 'Change your password', url: passwordUrl },
    ],
  });
}
