/** The link to choose a new password. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface PasswordReset extends Addressing {
  resetUrl: string;
  /** Seconds that the link works. */
  lifetime: number;
}

export function passwordResetEmail({ resetUrl, lifetime, ...addressing }: PasswordReset): Promise<Email> {
  return writeEmail({
    ...addressing,
    template: 'password-reset',
    subject: 'Reset your password',
    blocks: [
      greeting(addressing),
      prose`Somebody, probably you, asked for a new password at ${addressing.organisation.name}.`,
      { label: 'Choose a new password', url: resetUrl },
      `The link works once, for ${spanText(lifetime)}. If it was not you, ignore this message: your password stays as it is.`,
    ],
  });
}
