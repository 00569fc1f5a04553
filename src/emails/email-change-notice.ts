/** The message to the old address, which still reaches the owner of an account that was taken over. */

import type { Email } from '../domain/outbox/emails.ts';
import { emailText } from '../lib/email-address.ts';
import type { Addressing } from './message.ts';
import { greeting, type Occasion, occasionFacts } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface EmailChangeNotice extends Addressing {
  newEmail: string;
  /** Whether the new address was only asked for, or has taken effect. */
  stage: 'requested' | 'changed';
  /** The page to undo the change; null when the old address was never verified. */
  undoUrl: string | null;
  /** The page to change the password. */
  passwordUrl: string;
  occasion: Occasion;
}

const STAGES = {
  requested: { subject: 'Your e-mail address is about to change', verb: 'is to be changed to' },
  changed: { subject: 'Your e-mail address was changed', verb: 'was changed to' },
};

export function emailChangeNoticeEmail({
  newEmail,
  stage,
  undoUrl,
  passwordUrl,
  occasion,
  ...addressing
}: EmailChangeNotice): Promise<Email> {
  const { subject, verb } = STAGES[stage];
  return writeEmail({
    ...addressing,
    template: 'email-change-notice',
    subject,
    blocks: [
      greeting(addressing),
      prose`The e-mail address of your account at ${addressing.organisation.name} ${verb} ${emailText(newEmail)}.`,
      occasionFacts(occasion),
      ...(undoUrl
        ? [
            'If it was not you, undo it now: your account keeps this address, the password is locked, and everybody is signed out.',
            { label: 'It was not me', url: undoUrl },
          ]
        : [
            'If it was not you, change your password and tell your administrator at once.',
            { label: 'Change your password', url: passwordUrl },
          ]),
    ],
  });
}
