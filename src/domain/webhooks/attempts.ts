/** One attempt to deliver: any 2xx within five seconds is a success, everything else a failure. */
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { fetchOutside } from '../../platform/network/outbound.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';
import type { Claimed } from './claims.ts';
import { messageOf, type WebhookMessage } from './messages.ts';
import { type ReceiverRules, receiverFault } from './receivers.ts';

export interface WebhookTools extends ReceiverRules {
  box: SecretBox;
}

/** How an attempt ended, as the delivery log shows it: nothing of what the receiver wrote (docs/webhooks.md). */
export interface Attempt {
  at: string;
  status: number | null;
  /** Milliseconds. */
  duration: number;
  /** Null when it was delivered. */
  error: string | null;
}

export interface Outcome {
  delivery: Claimed;
  attempt: Attempt;
  /** Whether the failure is the receiver's. */
  isTheirs: boolean;
}

/** Milliseconds for a receiver to answer. */
export const TIMEOUT = 5_000;
/** The receiver wants nothing any more. */
export const GONE = 410;
/** Seconds until the second attempt, the third, …; after the last one the delivery has failed. */
export const RETRY_AFTER = [60, 300, 900, 3_600, 21_600, 86_400];
/** The part of a delay by which it may be longer, so that what failed together is not tried together. */
const JITTER = 0.2;

/** Holds no database connection. */
export async function attempt(system: System, tools: WebhookTools, delivery: Claimed): Promise<Outcome> {
  const started = Date.now();
  const at = system.now.toISOString();
  const ended = (status: number | null, error: string | null, isTheirs = true): Outcome => {
    const { id, endpointId, organisationId, attempt: number, eventType } = delivery;
    const what = { id, endpointId, organisationId, attempt: number, eventType, status };
    if (error === null) system.log.info('webhook sent', what);
    else system.log.warn('webhook not sent', { ...what, reason: error });
    return { delivery, attempt: { at, status, duration: Date.now() - started, error }, isTheirs };
  };
  const fault = receiverFault(delivery.url, tools);
  if (fault !== null) return ended(null, fault);
  let message: WebhookMessage;
  try {
    message = await messageOf(delivery, tools.box, system.now);
  } catch (error) {
    system.log.error('the secret of a webhook cannot be opened', { endpointId: delivery.endpointId, error });
    return ended(null, 'The secret cannot be opened: give it a new one', false);
  }
  try {
    const options = {
      method: 'POST',
      timeout: TIMEOUT,
      loopback: tools.loopback,
      ignoresBody: true,
    } as const;
    const { status } = await fetchOutside(delivery.url, { ...options, ...message });
    return ended(status, status >= 200 && status < 300 ? null : `It answered ${status}`);
  } catch (error) {
    const isLate = (error as Partial<Error>).name === 'TimeoutError';
    return ended(null, isLate ? `No answer within ${TIMEOUT / 1000} seconds` : 'No connection');
  }
}

/** When the next attempt is due; null after the last one. @param random from 0 to 1 */
export function nextAttemptAt(moment: Date, attempts: number, random = Math.random()): Date | null {
  const delay = RETRY_AFTER[attempts - 1];
  return delay === undefined ? null : after(moment, delay * (1 + JITTER * random));
}
