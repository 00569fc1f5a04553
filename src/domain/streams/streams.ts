/** Streams of security events, as their receivers make and change them (SSF 1.0 section 8.1). */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { addressFault } from '../../platform/network/outbound-address.ts';
import { recordEvent } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import type { StreamTools } from './tokens.ts';
import { type DeliveryMethod, PUSH, type StreamStatus, tellsOf } from './vocabulary.ts';

export interface StreamDelivery {
  method: DeliveryMethod;
  /** Of a pushed stream. */
  endpointUrl: string | null;
  /** The Authorization header to push with. */
  authorization: string | null;
}

/** What its receiver says of a stream. */
export interface StreamSettings {
  delivery: StreamDelivery;
  eventsRequested: string[];
  description: string | null;
}

export interface Stream extends Omit<StreamSettings, 'delivery'> {
  id: string;
  delivery: Required<Pick<StreamDelivery, 'method' | 'endpointUrl'>>;
  status: StreamStatus;
  statusReason: string | null;
}

type Tools = Pick<StreamTools, 'box' | 'loopback'>;

/** Of one client. */
export const STREAMS_MAX = 5;
const PURPOSE = 'event_stream.authorization';

const COLUMNS = {
  id: true,
  deliveryMethod: true,
  endpointUrl: true,
  eventsRequested: true,
  description: true,
  status: true,
  statusReason: true,
} satisfies Prisma.EventStreamSelect;

type Row = Prisma.EventStreamGetPayload<{ select: typeof COLUMNS }>;

/** The streams of a client: nobody else's are known to it. */
interface Owner {
  tenant: Tenant;
  /** The id of the client. */
  clientId: string;
}

/** One round trip. */
export async function listStreams({ tenant, clientId }: Owner): Promise<Stream[]> {
  const [rows] = await tenant.db.flight(
    tenant.db.prisma.eventStream.findMany({ where: { clientId }, select: COLUMNS, orderBy: { id: 'asc' } }),
  );
  return rows.map(toStream);
}

/** One round trip. @throws not_found */
export async function getStream({ tenant, clientId }: Owner, id: string): Promise<Stream> {
  const [row] = await tenant.db.flight(
    tenant.db.prisma.eventStream.findFirst({ where: { id: idOf(id), clientId }, select: COLUMNS }),
  );
  if (!row) throw streamNotFound();
  return toStream(row);
}

/**
 * Of two at the same moment, both may be made: the limit is against accidents. Two round trips.
 * @throws bad_request for an address that we may not call; conflict when the client has as many streams as it may have
 */
export async function createStream(
  { tenant, clientId }: Owner,
  tools: Tools,
  { delivery, eventsRequested, description }: StreamSettings,
): Promise<Stream> {
  const { db, now, organisationId } = tenant;
  const id = uuidv7(now);
  const [count] = await db.flight(db.prisma.eventStream.count({ where: { clientId }, take: STREAMS_MAX }));
  if (count >= STREAMS_MAX) throw new AppError('conflict', `A client may have ${STREAMS_MAX} streams`);
  const data = {
    ...deliveryData(delivery, tools),
    ...(await sealed(tenant, tools.box, { id, delivery })),
    eventsRequested,
    tells: tellsOf(eventsRequested),
    description,
  };
  const [row] = await db.flight(
    db.prisma.eventStream.create({
      data: { ...data, id, organisationId, clientId, createdAt: now, updatedAt: now },
      select: COLUMNS,
    }),
    recordEvent(tenant, { type: 'event_stream.created', resourceId: id }),
  );
  return toStream(row);
}

/** Changes what is given. One round trip. @throws not_found; bad_request for an address that we may not call */
export async function updateStream(
  owner: Owner,
  tools: Tools,
  id: string,
  { delivery, eventsRequested, description }: Partial<StreamSettings>,
): Promise<Stream> {
  const { tenant } = owner;
  const data = {
    ...(delivery
      ? { ...deliveryData(delivery, tools), ...(await sealed(tenant, tools.box, { id: idOf(id), delivery })) }
      : {}),
    ...(eventsRequested ? { eventsRequested, tells: tellsOf(eventsRequested) } : {}),
    ...(description === undefined ? {} : { description }),
  };
  return change(owner, id, data, { type: 'event_stream.updated' });
}

/**
 * A paused stream keeps what happens meanwhile; a disabled one does not (section 8.1.2). One round trip.
 * @throws not_found
 */
export async function setStreamStatus(
  owner: Owner,
  id: string,
  { status, reason }: { status: StreamStatus; reason: string | null },
): Promise<Stream> {
  const { prisma } = owner.tenant.db;
  const waiting = { streamId: idOf(id), stream: { clientId: owner.clientId }, deliveredAt: null, failedAt: null };
  const event = { type: 'event_stream.updated', metadata: { status } } as const;
  const also = status === 'disabled' ? [prisma.eventStreamDelivery.deleteMany({ where: waiting })] : [];
  return change(owner, id, { status, statusReason: reason }, event, also);
}

/** With all that waits for it. One round trip. @throws not_found */
export async function deleteStream({ tenant, clientId }: Owner, id: string): Promise<void> {
  const { db } = tenant;
  await db.flight(
    required(db.prisma.eventStream.delete({ where: { id: idOf(id), clientId }, select: { id: true } }), streamNotFound),
    recordEvent(tenant, { type: 'event_stream.deleted', resourceId: id }),
  );
}

async function change(
  { tenant, clientId }: Owner,
  id: string,
  data: Prisma.EventStreamUpdateInput,
  event: { type: 'event_stream.updated'; metadata?: Record<string, unknown> },
  also: FlightItem[] = [],
): Promise<Stream> {
  const { db, now } = tenant;
  const [row] = await db.flight(
    required(
      db.prisma.eventStream.update({
        where: { id: idOf(id), clientId },
        data: { ...data, updatedAt: now },
        select: COLUMNS,
      }),
      streamNotFound,
    ),
    recordEvent(tenant, { ...event, resourceId: id }),
    ...also,
  );
  return toStream(row as Row);
}

function toStream({ deliveryMethod, endpointUrl, ...row }: Row): Stream {
  return { ...row, delivery: { method: deliveryMethod as DeliveryMethod, endpointUrl } };
}

/** @throws bad_request for an address that we may not call */
function deliveryData({ method, endpointUrl }: StreamDelivery, { loopback }: Tools) {
  const fault = method === PUSH ? addressFault(endpointUrl ?? '', { loopback }) : null;
  if (fault !== null) throw new AppError('bad_request', `delivery.endpoint_url: ${fault}`);
  return { deliveryMethod: method, endpointUrl: method === PUSH ? endpointUrl : null };
}

async function sealed(
  { organisationId }: Tenant,
  box: SecretBox,
  { id, delivery: { authorization } }: { id: string; delivery: StreamDelivery },
) {
  const context = { purpose: PURPOSE, id, ownerId: organisationId } as const;
  return { authorizationSealed: authorization === null ? null : await box.seal(authorization, context) };
}

/** @throws not_found when it is no id at all */
function idOf(id: string): string {
  if (!isUuid(id)) throw streamNotFound();
  return id;
}

export function streamNotFound(): AppError {
  return new AppError('not_found', 'There is no such stream');
}
