/** Which URLs may be told: public ones, and not Cerberus itself, whose answers would be told again. */
import { addressFault } from '../../platform/network/outbound-address.ts';

export const URL_LENGTH_MAX = 2_000;

export interface ReceiverRules {
  /** Our own URL. */
  issuer: string;
  /** Whether receivers on this machine may be called: for development only. */
  loopback: boolean;
}

/** What is wrong with the URL, as a message for its author; null when it is allowed. */
export function receiverFault(url: string, { issuer, loopback }: ReceiverRules): string | null {
  const fault = addressFault(url, { loopback });
  if (fault !== null) return fault;
  return new URL(url).host === new URL(issuer).host ? 'Webhooks are not sent to this server itself' : null;
}
