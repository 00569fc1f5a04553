/** Greets the owner of a new organisation. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface Welcome extends Addressing {
  verifyUrl: string;
  /** Seconds that the link works. */
  lifetime: number;
  signInUrl: string;
}

export function welcomeEmail({ verifyUrl, lifetime, signInUrl, ...addressing }: Welcome): Promise<Email> {
  const { name } = addressing.organisation;
  return writeEmail({
    ...addressing,
    template: 'welcome',
    subject: prose`${name} is ready`,
    blocks: [
      greeting(addressing),
      prose`${name} is set up, and you are its owner.`,
      'Confirm that this is your e-mail address:',
      { label: 'Confirm the address', url: verifyUrl },
      `The link works for ${spanText(lifetime)}. If it was not you who set it up, ignore this message.`,
      { label: 'Sign in', url: signInUrl },
    ],
  });
}
