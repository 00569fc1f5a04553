/** Tells a person that an administrator has made an account for them, with the link to choose a password. */
import type { Email } from '../domain/outbox/emails.ts';
import { spanText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface AccountCreated extends Addressing {
  passwordUrl: string;
  /** Seconds that the link works. */
  lifetime: number;
}

export function accountCreatedEmail({ passwordUrl, lifetime, ...addressing }: AccountCreated): Promise<Email> {
  const { name } = addressing.organisation;
  return writeEmail({
    ...addressing,
    template: 'account-created',
    subject: prose`Your account at ${name}`,
    blocks: [
      greeting(addressing),
      prose`An administrator of ${name} has made an account for you. Choose a password to sign in:`,
      { label: 'Choose a password', url: passwordUrl },
      `The link works once, for ${spanText(lifetime)}. After that, use “Forgot your password?” on the sign-in page. If you do not expect an account, ignore this message.`,
    ],
  });
}
