/** Tells a person that an administrator demands a new password, with the link to choose one. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface PasswordDemanded extends Addressing {
  passwordUrl: string;
  /** Seconds that the link works. */
  lifetime: number;
}

export function passwordDemandedEmail({ passwordUrl, lifetime, ...addressing }: PasswordDemanded): Promise<Email> {
  return writeEmail({
    ...addressing,
    template: 'password-demanded',
    subject: 'Choose a new password',
    blocks: [
      greeting(addressing),
      prose`An administrator of ${addressing.organisation.name} asks you to choose a new password. You were signed out everywhere, and the old password does not work any more.`,
      { label: 'Choose a new password', url: passwordUrl },
      `The link works once, for ${spanText(lifetime)}. After that, use “Forgot your password?” on the sign-in page.`,
    ],
  });
}
