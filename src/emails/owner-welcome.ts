/** Greets the owner of an organisation that a platform operator created for them. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface OwnerWelcome extends Addressing {
  passwordUrl: string;
  /** Seconds that the link works. */
  lifetime: number;
}

export function ownerWelcomeEmail({ passwordUrl, lifetime, ...addressing }: OwnerWelcome): Promise<Email> {
  const { name } = addressing.organisation;
  return writeEmail({
    ...addressing,
    template: 'owner-welcome',
    subject: prose`${name} is ready`,
    blocks: [
      greeting(addressing),
      prose`${name} was set up for you, and you are its owner.`,
      'Choose a password to sign in:',
      { label: 'Choose a password', url: passwordUrl },
      `The link works once, for ${spanText(lifetime)}. After that, ask for a new one with “Forgot your password?”.`,
    ],
  });
}
