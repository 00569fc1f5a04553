/** What a receiver gets: the envelope of an event, and its headers. */
import { seconds } from '../../lib/numeric-date.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { Claimed } from './claims.ts';
import { signatureHeaders } from './signatures.ts';
import { nameFor, TEST_EVENT } from './subscriptions.ts';

const USER_AGENT = 'Cerberus-Webhooks/1.0';

export interface WebhookMessage {
  headers: Record<string, string>;
  body: string;
}

/** The same for every attempt, and for every endpoint. */
export function eventIdOf({ eventId, eventType }: Pick<Claimed, 'eventId' | 'eventType'>): string {
  return `${eventType === TEST_EVENT ? 'evt_test_' : 'evt_'}${eventId}`;
}

/** Members that clients know by two names have both. */
export function envelopeOf(
  delivery: Pick<Claimed, 'eventId' | 'eventType' | 'organisationId' | 'payload'>,
  at: Date,
  type: string,
) {
  const createdAt = at.toISOString();
  const { organisationId, payload: data } = delivery;
  return { id: eventIdOf(delivery), type, event: type, createdAt, timestamp: createdAt, organisationId, data };
}

/** @throws Error when the secret cannot be opened */
export async function messageOf(delivery: Claimed, box: SecretBox, now: Date): Promise<WebhookMessage> {
  const { endpointId: id, organisationId: ownerId, secretEncrypted, previousSecretEncrypted } = delivery;
  const open = (sealed: string) => box.open(sealed, { purpose: 'webhook.secret', id, ownerId });
  const type = nameFor(delivery.events as string[], delivery.eventType);
  const body = JSON.stringify(envelopeOf(delivery, delivery.eventCreatedAt, type));
  const signed = { id: eventIdOf(delivery), timestamp: seconds(now), body };
  const previous = previousSecretEncrypted === null ? [] : [await open(previousSecretEncrypted)];
  const signatures = await signatureHeaders(signed, [await open(secretEncrypted), ...previous]);
  const named = { 'X-Cerberus-Event': type, 'X-Cerberus-Delivery': delivery.id };
  return { body, headers: { 'Content-Type': 'application/json', 'User-Agent': USER_AGENT, ...named, ...signatures } };
}
