/** The words of streams of security events (OpenID Shared Signals Framework 1.0). */
import { SECURITY_EVENTS_AT_HOSTS, SECURITY_EVENTS_BY_TYPE } from '../events/catalogue.ts';
import { SECURITY_EVENTS } from '../events/security-events.ts';

/** RFC 8935: we post each event to the receiver. */
export const PUSH = 'urn:ietf:rfc:8935';
/** RFC 8936: the receiver asks for what is waiting. */
export const POLL = 'urn:ietf:rfc:8936';
export const DELIVERY_METHODS = [PUSH, POLL] as const;

export type DeliveryMethod = (typeof DELIVERY_METHODS)[number];

export const STREAM_STATUSES = ['enabled', 'paused', 'disabled'] as const;

export type StreamStatus = (typeof STREAM_STATUSES)[number];

/** The types that a stream can be told, as URIs. */
export const EVENTS_SUPPORTED: readonly string[] = Object.values(SECURITY_EVENTS);

/** What a stream asks for that names no types: all, those of later releases too. */
export const EVERYTHING = '*';

/** The types that a stream asks for. */
export function requestedOf(asked: readonly string[]): readonly string[] {
  return asked.includes(EVERYTHING) ? EVENTS_SUPPORTED : asked;
}

/** Of the requested types those that we know (section 8.1.1): others are left out, not refused. */
export function deliveredOf(asked: readonly string[]): string[] {
  const requested = requestedOf(asked);
  return EVENTS_SUPPORTED.filter((type) => requested.includes(type));
}

/**
 * What becomes of an event of the audit log on a stream: the security events by audit type. `guest.<type>` is what becomes
 * of an event of another organisation whose person is a guest here.
 */
export function tellsOf(requested: readonly string[]): Record<string, string[]> {
  const delivered = deliveredOf(requested);
  const own = [...SECURITY_EVENTS_BY_TYPE];
  const ofGuests = [...SECURITY_EVENTS_AT_HOSTS].map(([type, names]) => [`guest.${type}`, names] as const);
  return Object.fromEntries(
    [...own, ...ofGuests].flatMap(([type, names]) => {
      const told = names.map((name) => SECURITY_EVENTS[name]).filter((uri) => delivered.includes(uri));
      return told.length > 0 ? [[type, told]] : [];
    }),
  );
}
