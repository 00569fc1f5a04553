/** What each event says: the schemas of what the database writes (function event_payload). Absent is what is not known. */
import { z } from 'zod';
import { EVENTS, type EventType } from './catalogue.ts';

const id = z.string();
const moment = z.string();

const person = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    blockedAt: moment,
  })
  .partial()
  .required({ id: true })
  .meta({ id: 'EventPerson' });

const client = z
  .object({ id, clientId: z.string(), name: z.string() })
  .partial()
  .required({ id: true })
  .meta({ id: 'EventClient' });

const actor = z
  .object({
    type: z.enum(['user', 'guest', 'api_key', 'client', 'operator', 'system']),
    id: z.string().optional(),
    name: z.string().optional(),
  })
  .meta({ id: 'EventActor', description: 'Who did it' });

/** What is known of a thing by its kind: of what is gone, and of other kinds, the id alone. */
const THINGS: Record<string, z.ZodObject> = {
  user: person,
  client,
  role: named({ slug: z.string() }),
  team: named({ slug: z.string() }),
  organisation: named({ slug: z.string() }),
  api_key: named({ prefix: z.string() }),
  mfa_factor: named({ type: z.string() }),
  scope: named({}),
  invitation: known({ email: z.string(), expiresAt: moment }),
  session: known({ ipAddress: z.string(), userAgent: z.string(), expiresAt: moment }),
  resource: known({ indicator: z.string() }),
  webhook: known({ url: z.string(), isActive: z.boolean() }),
};

/** Kinds of which no event names one: a consent is known by its client and person. */
const NAMELESS: readonly string[] = ['audit_log', 'consent'];

function thingOf(resource: string): z.ZodObject | null {
  return NAMELESS.includes(resource) ? null : (THINGS[resource] ?? z.object({ id }));
}

function known(members: z.ZodRawShape) {
  return z.object({ id, ...z.object(members).partial().shape });
}

function named(members: z.ZodRawShape) {
  return known({ name: z.string(), ...members });
}

/** The schema of what events about this kind of thing say. */
export function payloadSchema(resource: string): z.ZodObject {
  const common = {
    actor,
    /** Who did it, or to whom it was done. */
    user: person.optional(),
    client: client.optional(),
    success: z.boolean(),
    reason: z.string().optional().meta({ description: 'Why it failed' }),
    ipAddress: z.string().optional(),
    userAgent: z.string().optional(),
    metadata: z.record(z.string(), z.unknown()).optional().meta({ description: 'More, by the kind of event' }),
  };
  const thing = thingOf(resource);
  return z.object({ ...common, ...(thing && { [resource]: thing.optional() }) });
}

/** The kinds of things that events are about. */
export const RESOURCES: readonly string[] = [...new Set(Object.values(EVENTS).map(({ resource }) => resource))];

/** The members of a payload beside the common ones. */
export function thingMembers(type: EventType): string[] {
  return Object.keys(thingOf(EVENTS[type].resource)?.shape ?? {});
}
