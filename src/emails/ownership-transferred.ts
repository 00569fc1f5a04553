/** Tells the former and the new owner of an organisation that it was handed over. */
import type { Email } from '../domain/outbox/emails.ts';
import type { Addressing } from './message.ts';
import { greeting, type Occasion, occasionFacts } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface OwnershipTransferred extends Addressing {
  recipientIs: 'former' | 'new';
  /** The name of the other one. */
  otherName: string;
  occasion: Occasion;
  passwordUrl: string;
  accountUrl: string;
}

export function ownershipTransferredEmail(transferred: OwnershipTransferred): Promise<Email> {
  const { recipientIs, otherName, occasion, passwordUrl, accountUrl, ...addressing } = transferred;
  const { name } = addressing.organisation;
  const isNew = recipientIs === 'new';
  return writeEmail({
    ...addressing,
    template: 'ownership-transferred',
    subject: isNew ? prose`You are the owner of ${name} now` : prose`You have handed over ${name}`,
    blocks: [
      greeting(addressing),
      isNew
        ? prose`${otherName} has made you the owner of ${name}. You may do everything in it now, and only you can delete it.`
        : prose`${otherName} is the owner of ${name} now. You have become one of its administrators.`,
      occasionFacts(occasion),
      ...(isNew
        ? ['If you did not expect this, ask them about it.', { label: 'Your account', url: accountUrl }]
        : [
            'If this was not you, change your password and tell the new owner at once.',
            { label: 'Change your password', url: passwordUrl },
          ]),
    ],
  });
}
