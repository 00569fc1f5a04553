/** Status, subjects and verification of a stream (SSF 1.0 sections 8.1.2 to 8.1.4). */
import { z } from 'zod';
import { getStream, type Stream, setStreamStatus } from '../domain/streams/streams.ts';
import { leaveOut, type NamedPerson, takeIn } from '../domain/streams/subjects.ts';
import { requestVerification } from '../domain/streams/verification.ts';
import { STREAM_STATUSES } from '../domain/streams/vocabulary.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { readInput } from '../http/input.ts';
import { unsupportedSubject } from './errors.ts';
import { type Receiver, receiverOf } from './receiver.ts';

const REASON_LENGTH_MAX = 500;
const STATE_LENGTH_MAX = 1_000;

const one = z.object({ stream_id: z.string() });
const statusBody = one.extend({
  status: z.enum(STREAM_STATUSES),
  reason: z.string().max(REASON_LENGTH_MAX).nullish(),
});
const verificationBody = one.extend({ state: z.string().max(STATE_LENGTH_MAX).nullish() });

/** RFC 9493. Further members, of this or of other formats, are looked at below. */
const subject = z.looseObject({ format: z.string() });
const subjectBody = one.extend({ subject, verified: z.boolean().optional() });

export async function readStatus(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.read');
  const { query } = (await readInput(c, { query: one })) as { query: z.infer<typeof one> };
  return c.json(presentStatus(await getStream(receiver, query.stream_id)));
}

export async function changeStatus(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.manage');
  const { body } = (await readInput(c, { body: statusBody })) as { body: z.infer<typeof statusBody> };
  const { stream_id, status, reason = null } = body;
  return c.json(presentStatus(await setStreamStatus(receiver, stream_id, { status, reason })));
}

function presentStatus({ id, status, statusReason }: Stream) {
  return { stream_id: id, status, ...(statusReason === null ? {} : { reason: statusReason }) };
}

export async function addSubject(c: HttpContext): Promise<Response> {
  const { receiver, streamId, person } = await readSubject(c);
  await takeIn(receiver.tenant, { id: streamId, clientId: receiver.clientId }, person);
  return c.body(null, 200);
}

export async function removeSubject(c: HttpContext): Promise<Response> {
  const { receiver, streamId, person } = await readSubject(c);
  await leaveOut(receiver.tenant, { id: streamId, clientId: receiver.clientId }, person);
  return c.body(null, 204);
}

async function readSubject(c: HttpContext): Promise<{ receiver: Receiver; streamId: string; person: NamedPerson }> {
  const receiver = await receiverOf(c, 'ssf.manage');
  const { body } = (await readInput(c, { body: subjectBody })) as { body: z.infer<typeof subjectBody> };
  return { receiver, streamId: body.stream_id, person: personOf(c, receiver, body.subject) };
}

/**
 * A pairwise subject cannot be traced back to its person, so such a client names people by address.
 * @throws bad_request
 */
function personOf(c: HttpContext, { client }: Receiver, given: Record<string, unknown>): NamedPerson {
  const isPublic = client.subjectType === 'public';
  const { format, iss, sub, email, user } = given;
  if (format === 'email' && typeof email === 'string') return { email };
  if (isPublic && format === 'iss_sub' && iss === c.var.context.config.ISSUER_URL && typeof sub === 'string') {
    return { id: sub };
  }
  if (format === 'complex' && typeof user === 'object' && user !== null && !('user' in user)) {
    return personOf(c, { client } as Receiver, user as Record<string, unknown>);
  }
  throw unsupportedSubject(isPublic ? 'iss_sub (with our issuer), email, complex' : 'email, complex');
}

export async function verify(c: HttpContext): Promise<Response> {
  const receiver = await receiverOf(c, 'ssf.manage');
  const { body } = (await readInput(c, { body: verificationBody })) as { body: z.infer<typeof verificationBody> };
  const { stream_id: id, state = null } = body;
  await requestVerification(receiver.tenant, { id, clientId: receiver.clientId }, state);
  return c.body(null, 204);
}
