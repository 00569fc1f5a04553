/** When and from where an action was taken, so that the owner of the account can recognise it. */
import { networkOf } from '../lib/networks.ts';
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
      ...(networkOf(ipAddress) === null ? [] : [['Address', foreignText(ipAddress)] as const]),
      ['Browser', userAgent === '' ? 'unknown' : foreignText(userAgentText(userAgent))],
    ],
  };
}

export function greeting({ recipient }: Addressing): string {
  return recipient.name ? prose`Hello ${recipient.name},` : 'Hello,';
}
