/** Hands out security events to receivers that ask for them (RFC 8936). */
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { streamNotFound } from './streams.ts';
import { type StreamTools, signEventToken } from './tokens.ts';
import { POLL } from './vocabulary.ts';
import { WAITING_COLUMNS, type WaitingEvent } from './waiting.ts';

/** What a receiver sends: section 2.4. */
export interface PollRequest {
  /** How many events it wants: 0 to acknowledge only. */
  limit: number;
  /** The `jti` of events that it has. */
  acknowledged: readonly string[];
  /** The `jti` of events that it refuses, with the reason. */
  refused: ReadonlyMap<string, string>;
}

/** Of one answer. */
export const POLL_MAX = 100;
const ERROR_LENGTH_MAX = 500;

/**
 * Acknowledges what the receiver has, and returns what else is waiting, oldest first. What is not acknowledged is
 * returned again: at least once. One round trip, and one more when there was nothing to tell of an event.
 * @throws not_found for a stream of another client, and for one that is pushed
 */
export async function pollEvents(
  { system, tenant, tools }: { system: System; tenant: Tenant; tools: StreamTools },
  { id, clientId }: { id: string; clientId: string },
  { limit, acknowledged, refused }: PollRequest,
): Promise<{ sets: Record<string, string>; moreAvailable: boolean }> {
  if (!isUuid(id)) throw streamNotFound();
  const { db, now, organisationId } = tenant;
  const { prisma } = db;
  const open = { streamId: id, deliveredAt: null, failedAt: null };
  const [, , waiting] = await db.flight(
    required(
      prisma.eventStream.findFirstOrThrow({ where: { id, clientId, deliveryMethod: POLL }, select: { id: true } }),
      streamNotFound,
    ),
    prisma.eventStreamDelivery.updateMany({
      where: { ...open, id: { in: acknowledged.filter(isUuid) } },
      data: { deliveredAt: now, updatedAt: now },
    }),
    // SQL: the columns are those of a claim
    sql<WaitingEvent>`
      SELECT ${WAITING_COLUMNS} FROM event_stream_deliveries d
      JOIN event_streams p ON p.organisation_id = d.organisation_id AND p.id = d.stream_id AND p.status = 'enabled'
      WHERE d.organisation_id = ${organisationId} AND d.stream_id = ${id} AND d.delivered_at IS NULL
        AND d.failed_at IS NULL AND d.id <> ALL (${[...refused.keys()].filter(isUuid)}::uuid[])
      ORDER BY d.id LIMIT ${limit + 1}`,
    ...[...refused]
      .filter(([jti]) => isUuid(jti))
      .map(([jti, reason]) =>
        prisma.eventStreamDelivery.updateMany({
          where: { ...open, id: jti },
          data: { failedAt: now, updatedAt: now, errorMessage: reason.slice(0, ERROR_LENGTH_MAX) },
        }),
      ),
  );
  const sets = await signAll(system, tools, waiting.slice(0, limit));
  await settle(
    tenant,
    sets.filter(([, token]) => token === null).map(([jti]) => jti),
  );
  const told = sets.filter((set): set is [string, string] => set[1] !== null);
  return { sets: Object.fromEntries(told), moreAvailable: waiting.length > limit };
}

async function signAll(system: System, tools: StreamTools, waiting: readonly WaitingEvent[]) {
  const sets: [jti: string, token: string | null][] = [];
  for (const event of waiting) {
    const { client } = event;
    if (client) sets.push([event.id, await signEventToken(system, tools, { ...event, client })]);
  }
  return sets;
}

/** Events of which the client may know nothing are done. */
async function settle({ db, now }: Tenant, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.flight(
    db.prisma.eventStreamDelivery.updateMany({
      where: { id: { in: [...ids] }, deliveredAt: null },
      data: { deliveredAt: now, updatedAt: now },
    }),
  );
}
