/** Greets the owner of a new organisation. */
import type { Email } from '../domain/outbound-emails.ts';
import { type Addressing, writeEmail } from './message.ts';
import { greeting } from './occasion.ts';
import { prose } from './prose.ts';

interface Welcome extends Addressing {
  signInUrl: string;
}

export function welcomeEmail({ signInUrl, ...addressing }: Welcome): Promise<Email> {
  const { name } = addressing.organisation;
  return writeEmail({
    ...addressing,
    template: 'welcome',
    subject: prose`${name} is ready`,
    blocks: [
      greeting(addressing),
      prose`${name} is set up, and you are its owner.`,
      { label: 'Sign in', url: signInUrl },
    ],
  });
}
