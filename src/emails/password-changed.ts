/** Tells the owner of an account that its password is another one now. */
import type { Email } from '../domain/outbound-emails.ts';
import { type Addressing, writeEmail } from './message.ts';
import { greeting, type Occasion, occasionFacts } from './occasion.ts';
import { prose } from './prose.ts';

interface PasswordChanged extends Addressing {
  occasion: Occasion;
  /** Where whoever did not do it can ask for a new password. */
  resetUrl: string;
}

export function passwordChangedEmail({ occasion, resetUrl, ...addressing }: PasswordChanged): Promise<Email> {
  return writeEmail({
    ...addressing,
    template: 'password-changed',
    subject: 'Your password was changed',
    blocks: [
      greeting(addressing),
      prose`The password of your account at ${addressing.organisation.name} was changed.`,
      occasionFacts(occasion),
      'If it was you, there is nothing to do. If it was not, choose a new password now.',
      { label: 'Reset password', url: resetUrl },
    ],
  });
}
