/** Tells the owner of an account about a sign-in from a new device. */
import type { Email } from '../domain/outbox/emails.ts';
import type { Addressing } from './message.ts';
import { greeting, type Occasion, occasionFacts } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface NewDevice extends Addressing {
  occasion: Occasion;
  /** The page to end sessions and to change the password. */
  accountUrl: string;
}

export function newDeviceEmail({ occasion, accountUrl, ...addressing }: NewDevice): Promise<Email> {
  return writeEmail({
    ...addressing,
    template: 'new-device',
    subject: 'New sign-in to your account',
    blocks: [
      greeting(addressing),
      prose`Your account at ${addressing.organisation.name} was used to sign in from a new device.`,
      occasionFacts(occasion),
      'If it was you, there is nothing to do. If it was not, end that session and change your password.',
      { label: 'Look at your account', url: accountUrl },
    ],
  });
}
