/** The `webhooks` of the OpenAPI document: what receivers get, derived from the catalogue of events. */
import { z } from 'zod';
import { EVENTS, type EventType, namesOf } from '../domain/events/catalogue.ts';
import { payloadSchema, RESOURCES } from '../domain/events/payloads.ts';
import { exampleOf } from './json-example.ts';
import { type JsonSchema, refTo } from './json-schema.ts';

const componentOf = (resource: string) =>
  `EventAbout${resource.replace(/(^|_)(\w)/g, (_all, _line, letter: string) => letter.toUpperCase())}`;

/** By the name of a component: the body of events about a kind of thing. */
export function eventSchemas(): Record<string, z.ZodType> {
  return Object.fromEntries(RESOURCES.map((resource) => [componentOf(resource), eventSchema(resource)]));
}

function eventSchema(resource: string): z.ZodObject {
  return z.object({
    id: z.string().meta({
      description: 'The same for every attempt and every webhook',
      examples: ['evt_0198f3a2-7c41-7d6e-9b0a-5f1e2d3c4b5a'],
    }),
    type: z.string().meta({ description: 'The name to which the webhook subscribed' }),
    event: z.string().meta({ description: 'The same as `type`' }),
    createdAt: z.iso.datetime(),
    timestamp: z.iso.datetime().meta({ description: 'The same as `createdAt`' }),
    organisationId: z.uuid(),
    data: payloadSchema(resource),
  });
}

/** @param components the schemas of the document, those of `eventSchemas` among them: they get an example each */
export function describeWebhooks(components: Record<string, JsonSchema>) {
  const named = (ref: string) => components[ref.split('/').at(-1) ?? ''] ?? {};
  for (const type of [...TYPES].reverse()) {
    const schema = named(componentOf(EVENTS[type].resource));
    schema.examples = [{ ...(exampleOf({ ...schema, examples: undefined }, named) as object), type, event: type }];
  }
  return Object.fromEntries(TYPES.map((type) => [type, { post: describeEvent(type) }]));
}

const TYPES = Object.keys(EVENTS) as EventType[];

function describeEvent(type: EventType) {
  const [, ...others] = namesOf(type);
  const also = others.map((name) => `\`${name}\``).join(', ');
  return {
    operationId: `on.${type}`,
    tags: ['Webhooks'],
    summary: type,
    ...(also ? { description: `Also known as ${also}.` } : {}),
    security: [],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: refTo(componentOf(EVENTS[type].resource)) } },
    },
    responses: { '2XX': { description: 'Received. Every other answer is a failure, and it is sent again' } },
  };
}
