/** Tells the owner of an organisation that it was deleted. */
import type { Email } from '../domain/outbox/emails.ts';
import { momentText } from '../lib/time-text.ts';
import type { Addressing } from './message.ts';
import { greeting, type Occasion, occasionFacts } from './occasion.ts';
import { prose } from './prose.ts';
import { writeEmail } from './write-email.ts';

interface OrganisationClosed extends Addressing {
  /** When its data begin to be erased. */
  erasedFrom: Date;
  occasion: Occasion;
}

export function organisationClosedEmail({ erasedFrom, occasion, ...addressing }: OrganisationClosed): Promise<Email> {
  const { name } = addressing.organisation;
  return writeEmail({
    ...addressing,
    template: 'organisation-closed',
    subject: prose`${name} was deleted`,
    blocks: [
      greeting(addressing),
      prose`You have deleted ${name}. Nobody can sign in to it any more, and its applications and keys no longer work.`,
      occasionFacts(occasion),
      `Its data are kept until ${momentText(erasedFrom)}. Until then the operator of this service can restore it.`,
      'If this was not you, ask the operator for that at once, and tell them that somebody has used your account.',
    ],
  });
}
