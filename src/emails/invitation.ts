/** Invites somebody into an organisation. */
import type { Email } from '../domain/outbox/emails.ts';
import { momentText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface Invitation extends Addressing {
  inviterName: string;
  roleName: string;
  acceptUrl: string;
  expiresAt: Date;
}

export function invitationEmail(invitation: Invitation): Promise<Email> {
  const { inviterName, roleName, acceptUrl, expiresAt, ...addressing } = invitation;
  const { name } = addressing.organisation;
  return writeEmail({
    ...addressing,
    template: 'invitation',
    subject: prose`Invitation to ${name}`,
    blocks: [
      greeting(addressing),
      prose`${inviterName} invites you to join ${name} with the role ${roleName}.`,
      { label: 'Accept the invitation', url: acceptUrl },
      `The invitation is good until ${momentText(expiresAt)}. If you did not expect it, you can ignore this message.`,
    ],
  });
}
