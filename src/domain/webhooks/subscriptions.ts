/** What an endpoint is told of: names of events, and the types of the audit log that they stand for. */
import { EVENT_NAMES, EVENTS, type EventType, namesOf, typesNamed } from '../events/catalogue.ts';

/** Stands for every event. */
export const EVERYTHING = '*';
/** The type of the event that is sent on request. Endpoints get it without subscribing to it. */
export const TEST_EVENT = 'webhook.test';

export const SUBSCRIBABLE: readonly string[] = [EVERYTHING, TEST_EVENT, ...EVENT_NAMES];

/** The names that no event has. */
export function unknownNames(names: readonly string[]): string[] {
  return names.filter((name) => !SUBSCRIBABLE.includes(name));
}

export function eventTypesOf(names: readonly string[]): string[] {
  return names.includes(EVERYTHING) ? [EVERYTHING] : [...new Set(names.flatMap(typesNamed))];
}

/** The name by which an endpoint is told of an event: the first of the event's names to which it subscribed. */
export function nameFor(subscribed: readonly string[], type: string): string {
  if (!isEventType(type)) return type;
  const names = namesOf(type);
  const [, usual = type] = names;
  return names.find((name) => subscribed.includes(name)) ?? usual;
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENTS, type);
}
