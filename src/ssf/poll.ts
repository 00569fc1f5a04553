/** The endpoint of streams that are polled (RFC 8936 section 2). */
import { z } from 'zod';
import { POLL_MAX, type PollRequest, pollEvents } from '../domain/streams/poll.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { readInput } from '../http/input.ts';
import { receiverOf } from './receiver.ts';

const ACKNOWLEDGED_MAX = 1_000;
const REFUSED_MAX = 100;

const jti = z.string().max(100);
const body = z.object({
  maxEvents: z.number().int().min(0).optional(),
  returnImmediately: z.boolean().optional(),
  ack: z.array(jti).max(ACKNOWLEDGED_MAX).optional(),
  setErrs: z
    .record(jti, z.object({ err: z.string(), description: z.string().optional() }))
    .refine((errors) => Object.keys(errors).length <= REFUSED_MAX, { error: `At most ${REFUSED_MAX} at once` })
    .optional(),
});

/** Milliseconds between two looks, and how many of them, while a receiver waits for events (section 2.5). */
const PAUSE = 2_000;
const LOOKS = 10;

export async function poll(c: HttpContext): Promise<Response> {
  const { tenant, clientId } = await receiverOf(c, 'ssf.read');
  const { body: given } = (await readInput(c, { body })) as { body: z.infer<typeof body> };
  const { system, logoutTools: tools } = c.var.context;
  const stream = { id: c.req.param('id') ?? '', clientId };
  const request = requestOf(given);
  let answer = await pollEvents({ system, tenant, tools }, stream, request);
  const isLong = given.returnImmediately === false && request.limit > 0;
  for (let look = 0; isLong && look < LOOKS && Object.keys(answer.sets).length === 0; look++) {
    // No connection is held while nothing happens.
    await system.db.release();
    await scheduler.wait(PAUSE);
    answer = await pollEvents({ system, tenant, tools }, stream, { ...request, acknowledged: [], refused: new Map() });
  }
  c.header('Cache-Control', 'no-store');
  return c.json(answer);
}

function requestOf({ maxEvents = POLL_MAX, ack = [], setErrs = {} }: z.infer<typeof body>): PollRequest {
  const refused = new Map(
    Object.entries(setErrs).map(([id, { err, description = '' }]) => [id, `${err} ${description}`.trim()]),
  );
  return { limit: Math.min(maxEvents, POLL_MAX), acknowledged: ack, refused };
}
