/** The delivery log of an endpoint: what it was told, and how each attempt ended. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { Attempt } from './attempts.ts';
import { endpointNotFound } from './endpoints.ts';
import { envelopeOf, eventIdOf } from './messages.ts';
import { eventTypesOf, nameFor, TEST_EVENT } from './subscriptions.ts';

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const STORED = {
  id: true,
  endpointId: true,
  organisationId: true,
  eventId: true,
  eventType: true,
  attempt: true,
  nextAttemptAt: true,
  responseStatus: true,
  errorMessage: true,
  deliveredAt: true,
  failedAt: true,
  redeliveredAt: true,
  createdAt: true,
  endpoint: { select: { events: true } },
} satisfies Prisma.WebhookDeliverySelect;

const DETAILED = {
  ...STORED,
  attempts: true,
  event: { select: { payload: true, createdAt: true } },
} satisfies Prisma.WebhookDeliverySelect;

export type DeliveryRow = Prisma.WebhookDeliveryGetPayload<{ select: typeof STORED }>;
type DetailedRow = Prisma.WebhookDeliveryGetPayload<{ select: typeof DETAILED }>;

export interface Delivery {
  id: string;
  webhookId: string;
  /** As receivers know it: `evt_…`. */
  eventId: string;
  /** The name by which the endpoint is told of it. */
  event: string;
  status: DeliveryStatus;
  /** Attempts since it was queued, or queued again. */
  attempt: number;
  nextAttemptAt: Date | null;
  responseStatus: number | null;
  error: string | null;
  deliveredAt: Date | null;
  failedAt: Date | null;
  redeliveredAt: Date | null;
  createdAt: Date;
}

export interface DetailedDelivery extends Delivery {
  attempts: Attempt[];
  /** The body that the receiver gets. */
  body: ReturnType<typeof envelopeOf>;
}

export function toDelivery(row: DeliveryRow): Delivery {
  const { endpointId, organisationId: _, endpoint, eventId, eventType, errorMessage, ...delivery } = row;
  const status = row.deliveredAt ? 'delivered' : row.failedAt ? 'failed' : 'pending';
  const event = nameFor(endpoint.events as string[], eventType);
  return {
    ...delivery,
    webhookId: endpointId,
    eventId: eventIdOf({ eventId, eventType }),
    event,
    status,
    error: errorMessage,
  };
}

export interface DeliveryQuery {
  status?: DeliveryStatus | undefined;
  /** A name of an event. */
  event?: string | undefined;
  limit: number;
  offset: number;
  /** The event of the last delivery of the previous page; the offset counts from there. */
  cursor?: string | undefined;
}

/** Latest event first. One round trip. @throws not_found */
export async function listDeliveries(
  { db: { prisma, flight } }: Tenant,
  endpointId: string,
  { limit, offset, cursor, ...query }: DeliveryQuery,
): Promise<{ deliveries: Delivery[]; nextCursor: string | null } & Total> {
  if (!isUuid(endpointId)) throw endpointNotFound();
  const where = { endpointId, ...ofStatus(query.status), ...ofEvent(query.event) };
  const [, rows, count] = await flight(
    required(prisma.webhookEndpoint.findUnique({ where: { id: endpointId }, select: { id: true } }), endpointNotFound),
    prisma.webhookDelivery.findMany({
      where: cursor === undefined ? where : { AND: [where, { eventId: { lt: cursor } }] },
      select: STORED,
      // Ids of events are in the order of time, and an index has them.
      orderBy: { eventId: 'desc' },
      skip: offset,
      take: limit,
    }),
    prisma.webhookDelivery.count({ where, take: COUNT_TAKE }),
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { deliveries: rows.map(toDelivery), nextCursor: last?.eventId ?? null, ...totalOf(count) };
}

export function ofStatus(status: DeliveryStatus | undefined): Prisma.WebhookDeliveryWhereInput {
  if (status === 'delivered') return { deliveredAt: { not: null } };
  if (status === 'failed') return { failedAt: { not: null } };
  return status === 'pending' ? { deliveredAt: null, failedAt: null } : {};
}

function ofEvent(name: string | undefined): Prisma.WebhookDeliveryWhereInput {
  if (name === undefined) return {};
  return { eventType: { in: name === TEST_EVENT ? [TEST_EVENT] : eventTypesOf([name]) } };
}

/** One round trip. @throws not_found */
export async function getDelivery({ db }: Tenant, endpointId: string, id: string): Promise<DetailedDelivery> {
  if (!isUuid(endpointId) || !isUuid(id)) throw deliveryNotFound();
  const row = await db.prisma.webhookDelivery.findUnique({ where: { id, endpointId }, select: DETAILED });
  if (!row) throw deliveryNotFound();
  return toDetailed(row);
}

function toDetailed({ attempts, event, ...row }: DetailedRow): DetailedDelivery {
  const delivery = toDelivery(row);
  const body = envelopeOf({ ...row, payload: event.payload }, event.createdAt, delivery.event);
  return { ...delivery, attempts: attempts as unknown as Attempt[], body };
}

export function deliveryNotFound(): AppError {
  return new AppError('not_found', 'Webhook delivery not found');
}
