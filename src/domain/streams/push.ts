/** Pushes security events to receivers (RFC 8935). */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { fetchOutside } from '../../platform/network/outbound.ts';
import { DUE_MAX, deliver, type OutboxTable } from '../outbox/delivery.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { type StreamTools, signEventToken } from './tokens.ts';
import { PUSH } from './vocabulary.ts';
import { WAITING_COLUMNS, type WaitingEvent } from './waiting.ts';

interface PushedEvent extends WaitingEvent {
  attempt: number;
  endpointUrl: string | null;
  authorizationSealed: string | null;
}

/** Milliseconds for a receiver to answer. */
const TIMEOUT = 5_000;
/** Seconds that a claim is held: long enough for the request, and for recording its outcome. */
const CLAIM = 20;
/** RFC 8935 section 2.2: 202; some receivers answer otherwise. */
const SUCCESS = [202, 200, 204];
/** Section 2.3: the token was refused, and would be again. */
const REFUSAL = 400;
const DETAIL_LENGTH_MAX = 200;

/** Of streams that are pushed, and not paused. */
const PUSHED = sql`EXISTS (SELECT FROM event_streams s
  WHERE s.organisation_id = d.organisation_id AND s.id = d.stream_id AND s.status = 'enabled'
    AND s.delivery_method = ${PUSH})`;

/** The events that are due, oldest first. */
export function duePushes({ now }: Pick<System, 'now'>): Sql {
  return sql`
    SELECT d.next_attempt_at AS due_at FROM event_stream_deliveries d
    WHERE d.delivered_at IS NULL AND d.failed_at IS NULL AND d.next_attempt_at <= ${now} AND ${PUSHED}
    ORDER BY d.next_attempt_at`;
}

/** Pushes at most DUE_MAX due events. For given organisations, first attempts only. @returns how many were tried */
export function pushEvents(system: System, tools: StreamTools, organisationIds?: string[]): Promise<number> {
  if (!organisationIds) return deliver(system, outboxOf(system, tools), { which: PUSHED, limit: DUE_MAX });
  // Includes guests from these organisations: their hosts' streams are told.
  const which = sql`${PUSHED} AND d.attempt = 0 AND (d.organisation_id = ANY (${organisationIds}::uuid[])
    OR d.member_id IN (
      SELECT id FROM organisation_members WHERE user_organisation_id = ANY (${organisationIds}::uuid[])))`;
  return deliver(system, outboxOf(system, tools), { which, limit: DUE_MAX });
}

function outboxOf(system: System, tools: StreamTools): OutboxTable<PushedEvent, number | null> {
  const ofStream = sql`FROM event_streams s WHERE s.organisation_id = d.organisation_id AND s.id = d.stream_id`;
  return {
    name: 'security event',
    table: sql`event_stream_deliveries AS d`,
    columns: sql`${WAITING_COLUMNS}, d.attempt, (SELECT s.endpoint_url ${ofStream}) AS "endpointUrl",
      (SELECT s.authorization_sealed ${ofStream}) AS "authorizationSealed"`,
    sentAt: sql`delivered_at`,
    claim: sql`${CLAIM}::int`,
    send: (event) => send(system, tools, event),
    record: (prisma, where, { result, error, sentAt, data }) => {
      const responseStatus = result ?? (error as Partial<EventRefused>)?.status ?? null;
      return prisma.eventStreamDelivery.updateMany({
        where: { ...where, deliveredAt: null },
        data: { ...data, deliveredAt: sentAt, responseStatus },
      });
    },
    describe: ({ client, organisationId, type }) => ({ client: client?.clientId ?? null, organisationId, type }),
  };
}

/** @returns the status of the receiver's answer; null when there was nothing to tell */
async function send(system: System, tools: StreamTools, event: PushedEvent): Promise<number | null> {
  const { client, endpointUrl } = event;
  if (!client || endpointUrl === null) {
    throw new EventRefused('The client takes no security events any more', { permanent: true });
  }
  const token = await signEventToken(system, tools, { ...event, client });
  if (token === null) return null;
  const headers = await headersOf(tools, event);
  // Signing may have read a key or a salt from the database.
  await system.db.release();
  const { status, body } = await fetchOutside(endpointUrl, {
    method: 'POST',
    headers,
    body: token,
    timeout: TIMEOUT,
    loopback: tools.loopback,
  });
  if (SUCCESS.includes(status)) return status;
  const detail = `The receiver answered ${status} ${body.slice(0, DETAIL_LENGTH_MAX)}`;
  throw new EventRefused(detail, { status, permanent: status === REFUSAL });
}

async function headersOf({ box }: StreamTools, { streamId, organisationId, authorizationSealed }: PushedEvent) {
  const context = { purpose: 'event_stream.authorization', id: streamId, ownerId: organisationId } as const;
  const authorization = authorizationSealed && (await box.open(authorizationSealed, context));
  return {
    'Content-Type': 'application/secevent+jwt',
    Accept: 'application/json',
    ...(authorization ? { Authorization: authorization } : {}),
  };
}

class EventRefused extends Error {
  override readonly name = 'EventRefused';
  readonly status: number | null;
  readonly permanent: boolean;

  constructor(message: string, { status = null, permanent }: { status?: number | null; permanent: boolean }) {
    super(message);
    this.status = status;
    this.permanent = permanent;
  }
}
