/** Tells the owner of an account that it is going to be deleted. */
import type { Email } from '../domain/outbox/emails.ts';
import { momentText } from '../lib/time-text.ts';
import type { Addressing, Block } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface AccountDeletion extends Addressing {
  deletionAt: Date;
  /** The page on which the deletion can be cancelled, if it can. */
  cancelUrl?: string | undefined;
}

export function accountDeletionEmail({ deletionAt, cancelUrl, ...addressing }: AccountDeletion): Promise<Email> {
  const cancellation: Block[] = cancelUrl
    ? ['If you have changed your mind, you can call it off until then.', { label: 'Keep the account', url: cancelUrl }]
    : ['If you did not ask for this, tell your administrator at once.'];
  return writeEmail({
    ...addressing,
    template: 'account-deletion',
    subject: 'Your account will be deleted',
    blocks: [
      greeting(addressing),
      prose`Your account at ${addressing.organisation.name} and your data in it will be deleted on ${momentText(deletionAt)}.`,
      ...cancellation,
    ],
  });
}
