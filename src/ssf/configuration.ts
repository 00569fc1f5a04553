/** The configuration endpoint (SSF 1.0 section 8.1.1): a receiver makes, reads, changes and ends its streams. */
import { z } from 'zod';
import {
  createStream,
  deleteStream,
  getStream,
  listStreams,
  type Stream,
  type StreamSettings,
  updateStream,
} from '../domain/streams/streams.ts';
import { VERIFICATION_INTERVAL } from '../domain/streams/verification.ts';
import { deliveredOf, EVENTS_SUPPORTED, EVERYTHING, POLL, PUSH, requestedOf } from '../domain/streams/vocabulary.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { readInput } from '../http/input.ts';
import { STREAM_PATHS } from './metadata.ts';
import { type Receiver, receiverOf } from './receiver.ts';

const URL_LENGTH_MAX = 2_000;
const HEADER_LENGTH_MAX = 4_000;
const DESCRIPTION_LENGTH_MAX = 500;
const EVENTS_MAX = 100;

const delivery = z.discriminatedUnion('method', [
  z.object({
    method: z.literal(PUSH),
    endpoint_url: z.string().max(URL_LENGTH_MAX),
    // RFC 9110 section 5.5: visible characters, spaces and tabs.
    authorization_header: z
      .string()
      .max(HEADER_LENGTH_MAX)
      .regex(/^[\t\x20-\x7e]*$/)
      .nullish(),
  }),
  // Its endpoint is ours: whatever is sent, the answer names it.
  z.object({ method: z.literal(POLL), endpoint_url: z.string().nullish() }),
]);

/** What a receiver may set. The transmitter's own members may be sent back, and change nothing. */
const settings = z.object({
  delivery: delivery.optional(),
  events_requested: z.array(z.string().max(URL_LENGTH_MAX)).max(EVENTS_MAX).optional(),
  description: z.string().max(DESCRIPTION_LENGTH_MAX).nullish(),
});
const changes = settings.extend({ stream_id: z.string() });
const which = z.object({ stream_id: z.string().optional() });
const one = z.object({ stream_id: z.string() });

type Settings = z.infer<typeof settings>;

export async function createConfiguration(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.manage');
  const { body } = (await readInput(c, { body: settings })) as { body: Settings };
  return c.json(present(c, receiver, await createStream(receiver, c.var.context.logoutTools, wholeOf(body))), 201);
}

/** One stream, or all of the client's. */
export async function readConfiguration(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.read');
  const { query } = (await readInput(c, { query: which })) as { query: z.infer<typeof which> };
  if (query.stream_id !== undefined) return c.json(present(c, receiver, await getStream(receiver, query.stream_id)));
  const streams = await listStreams(receiver);
  return c.json(streams.map((stream) => present(c, receiver, stream)));
}

/** PATCH: members that are absent stay. */
export async function updateConfiguration(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.manage');
  const { body } = (await readInput(c, { body: changes })) as { body: z.infer<typeof changes> };
  const stream = await updateStream(receiver, c.var.context.logoutTools, body.stream_id, partOf(body));
  return c.json(present(c, receiver, stream));
}

/** PUT: members that are absent get their default. */
export async function replaceConfiguration(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.manage');
  const { body } = (await readInput(c, { body: changes })) as { body: z.infer<typeof changes> };
  const stream = await updateStream(receiver, c.var.context.logoutTools, body.stream_id, wholeOf(body));
  return c.json(present(c, receiver, stream));
}

export async function deleteConfiguration(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.manage');
  const { query } = (await readInput(c, { query: one })) as { query: z.infer<typeof one> };
  await deleteStream(receiver, query.stream_id);
  return c.body(null, 204);
}

function partOf({ delivery, events_requested, description }: Settings): Partial<StreamSettings> {
  return {
    ...(delivery ? { delivery: deliveryOf(delivery) } : {}),
    ...(events_requested ? { eventsRequested: events_requested } : {}),
    ...(description === undefined ? {} : { description }),
  };
}

/** Section 8.1.1.1: without a delivery method the receiver polls; without requested events it gets all. */
function wholeOf(body: Settings): StreamSettings {
  return {
    delivery: deliveryOf(body.delivery ?? { method: POLL }),
    eventsRequested: body.events_requested ?? [EVERYTHING],
    description: body.description ?? null,
  };
}

function deliveryOf(given: z.infer<typeof delivery>): StreamSettings['delivery'] {
  if (given.method === POLL) return { method: POLL, endpointUrl: null, authorization: null };
  // The header belongs to the address: another address does not get that of the one before.
  return { method: PUSH, endpointUrl: given.endpoint_url, authorization: given.authorization_header ?? null };
}

/** The Authorization header is never given back. */
function present({ var: { context } }: HttpContext, { client }: Receiver, stream: Stream) {
  const { ISSUER_URL } = context.config;
  const { method, endpointUrl } = stream.delivery;
  return {
    stream_id: stream.id,
    iss: ISSUER_URL,
    aud: client.clientId,
    delivery: { method, endpoint_url: endpointUrl ?? `${ISSUER_URL}${STREAM_PATHS.poll}/${stream.id}` },
    events_supported: EVENTS_SUPPORTED,
    events_requested: requestedOf(stream.eventsRequested),
    events_delivered: deliveredOf(stream.eventsRequested),
    min_verification_interval: VERIFICATION_INTERVAL,
    ...(stream.description === null ? {} : { description: stream.description }),
  };
}
