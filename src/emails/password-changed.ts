/** Tells the owner of an account that its password was changed. */
import type { Email } from '../domain/outbox/emails.ts';
import type { Addressing } from './message.ts';
import { greeting, type Occasion, occasionFacts } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface PasswordChanged extends Addressing {
  occasion: Occasion;
  /** The names of the second factors. */
  factorNames: readonly string[];
  /** The page to lock the account, if the owner did not change the password. */
  undoUrl: string;
}

export function passwordChangedEmail({
  occasion,
  factorNames,
  undoUrl,
  ...addressing
}: PasswordChanged): Promise<Email> {
  return writeEmail({
    ...addressing,
    template: 'password-changed',
    subject: 'Your password was changed',
    blocks: [
      greeting(addressing),
      prose`The password of your account at ${addressing.organisation.name} was changed.`,
      occasionFacts(occasion),
      factorNames.length > 0
        ? prose`Besides the password, these are set up to sign in: ${factorNames.join(', ')}.`
        : 'Nothing but the password is set up to sign in.',
      'If it was you, there is nothing to do. If it was not, lock the account now: the password stops working, everybody is signed out, and you choose a new one.',
      { label: 'It was not me', url: undoUrl },
    ],
  });
}
