/**
 * Deliveries that are made again, and test events. All are queued: how they ended is in the delivery log, and the answer
 * to the request tells nothing about the network.
 */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7, uuidv7Floor } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { type Delivery, type DeliveryStatus, deliveryNotFound, STORED, toDelivery } from './delivery-log.ts';
import { endpointNotFound } from './endpoints.ts';
import { TEST_EVENT } from './subscriptions.ts';

/** Deliveries of one request. */
export const REDELIVERIES_MAX = 1_000;
/** Seconds within which a delivery is not queued again: for a second click, and for a second person. */
const ONCE_WITHIN = 60;

/**
 * What is being sent at the moment is left alone; so is what was queued again just now.
 * SQL: the rows that are changed, at most so many of them
 */
function queueAgain({ organisationId, now }: Tenant, endpointId: string, which: Sql) {
  return sql<{ id: string }>`
    UPDATE webhook_deliveries d SET delivered_at = NULL, failed_at = NULL, attempt = 0, next_attempt_at = ${now},
      redelivered_at = ${now}, updated_at = ${now}
    WHERE d.organisation_id = ${organisationId} AND d.endpoint_id = ${endpointId} AND ${which}
      AND (d.claimed_until IS NULL OR d.claimed_until <= ${now}::timestamptz)
      AND (d.redelivered_at IS NULL OR d.redelivered_at <= ${after(now, -ONCE_WITHIN)}::timestamptz)
    RETURNING d.id`;
}

/** Repeated within a minute, it changes nothing. One round trip, two on failure. @throws not_found; conflict */
export async function redeliver(tenant: Tenant, endpointId: string, id: string): Promise<Delivery> {
  if (!isUuid(endpointId) || !isUuid(id)) throw deliveryNotFound();
  const { db, outbox, organisationId } = tenant;
  const [, , , row] = await db.flight(
    ...active(tenant, endpointId),
    // SQL: compares columns with each other and with the time
    queueAgain(tenant, endpointId, sql`d.id = ${id}`),
    db.prisma.webhookDelivery.findUnique({ where: { id, endpointId }, select: STORED }),
  );
  if (!row) throw deliveryNotFound();
  outbox.events.add(organisationId);
  return toDelivery(row);
}

export interface RedeliveryRange {
  since: Date;
  until: Date;
  status: Exclude<DeliveryStatus, 'pending'>;
}

/**
 * Those of events in a range of time, oldest first.
 * @returns how many were queued, and whether there are more
 * @throws not_found; conflict
 */
export async function redeliverRange(
  tenant: Tenant,
  endpointId: string,
  { since, until, status }: RedeliveryRange,
): Promise<{ queued: number; hasMore: boolean }> {
  if (!isUuid(endpointId)) throw endpointNotFound();
  const { db, outbox, organisationId, now } = tenant;
  const inRange = sql`
    d.event_id >= ${uuidv7Floor(since)}::uuid AND d.event_id < ${uuidv7Floor(until)}::uuid
    AND ${status === 'failed' ? sql`d.failed_at IS NOT NULL` : sql`d.delivered_at IS NOT NULL`}`;
  const [, , queued] = await db.flight(
    ...active(tenant, endpointId),
    // SQL: a limit, and rows that others hold are left to them
    queueAgain(
      tenant,
      endpointId,
      sql`d.id = ANY (ARRAY(
        SELECT d.id FROM webhook_deliveries d
        WHERE d.organisation_id = ${organisationId} AND d.endpoint_id = ${endpointId} AND ${inRange}
          AND (d.redelivered_at IS NULL OR d.redelivered_at <= ${after(now, -ONCE_WITHIN)}::timestamptz)
        ORDER BY d.event_id LIMIT ${REDELIVERIES_MAX} FOR UPDATE SKIP LOCKED))`,
    ),
  );
  outbox.events.add(organisationId);
  return { queued: queued.length, hasMore: queued.length === REDELIVERIES_MAX };
}

/** An event of which only this endpoint is told, whatever it subscribed to. One round trip. @throws not_found; conflict */
export async function sendTestEvent(tenant: Tenant, endpointId: string): Promise<void> {
  if (!isUuid(endpointId)) throw endpointNotFound();
  const { db, outbox, organisationId, now } = tenant;
  const id = uuidv7(now);
  const payload = { message: 'This is a test webhook event', webhookId: endpointId };
  const delivery = { id: uuidv7(now), organisationId, endpointId, eventId: id, eventType: TEST_EVENT };
  await db.flight(
    ...active(tenant, endpointId),
    db.prisma.event.createMany({ data: { id, organisationId, type: TEST_EVENT, payload, createdAt: now } }),
    db.prisma.webhookDelivery.createMany({ data: { ...delivery, nextAttemptAt: now, createdAt: now, updatedAt: now } }),
  );
  outbox.events.add(organisationId);
}

/** Nothing would be sent to one that is switched off. SQL: tells the two errors apart, in the flight of the change. */
function active({ organisationId }: Tenant, id: string) {
  const endpoint = sql<{ id: string }>`
    SELECT e.id FROM webhook_endpoints e WHERE e.organisation_id = ${organisationId} AND e.id = ${id}`;
  return [
    required(endpoint, endpointNotFound),
    required(sql<{ id: string }>`${endpoint} AND e.is_active`, switchedOff),
  ] as const;
}

function switchedOff(): AppError {
  return new AppError('conflict', 'The webhook is switched off');
}
