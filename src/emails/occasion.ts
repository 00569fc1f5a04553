/** When and from where something happened, so that its owner can tell whether it was theirs. */
import { momentText } from '../lib/time-text.ts';
import { userAgentText } from '../lib/user-agent-text.ts';
import type { Addressing, Block } from './message.ts';
import { foreignText, prose } from './prose.ts';

export interface Occasion {
  at: Date;
  ipAddress: string;
  userAgent: string;
}

export function occasionFacts({ at, ipAddress, userAgent }: Occasion): Block {
  return {
    facts: [
      ['Time', momentText(at)],
      ['Address', foreignText(ipAddress)],
      ['Browser', userAgent === '' ? 'unknown' : foreignText(userAgentText(userAgent))],
    ],
  };
}

export function greeting({ recipient }: Addressing): string {
  return recipient.name ? prose`Hello ${recipient.name},` : 'Hello,';
}
