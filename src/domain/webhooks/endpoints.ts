/** Webhook endpoints: URLs of receivers that are told what happens in the organisation. */
import { AppError } from '../../errors.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { containsText } from '../../lib/patterns.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { recordEvent } from '../events/emit.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { newWebhookSecret } from './signatures.ts';
import { eventTypesOf } from './subscriptions.ts';

/** Endpoints of an organisation. Each costs a row for each event. */
export const ENDPOINTS_MAX = 50;

const STORED = {
  id: true,
  url: true,
  events: true,
  clientId: true,
  isActive: true,
  disabledAt: true,
  lastTriggeredAt: true,
  failureCount: true,
  previousSecretExpiresAt: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.WebhookEndpointSelect;

type Row = Prisma.WebhookEndpointGetPayload<{ select: typeof STORED }>;

export interface WebhookEndpoint extends Omit<Row, 'events'> {
  /** The names as they were given. */
  events: string[];
}

export function toEndpoint(row: Row): WebhookEndpoint {
  return { ...row, events: row.events as string[] };
}

export interface EndpointQuery {
  /** Any part of the URL. */
  search?: string | undefined;
  sort: 'createdAt' | 'url';
  order: 'asc' | 'desc';
  limit: number;
  offset: number;
  /** The position after which the page begins, as `nextCursor` of the previous one; the offset counts from there. */
  cursor?: readonly string[] | undefined;
}

/** The number of values in a cursor. */
export function cursorLength(sort: EndpointQuery['sort']): number {
  return sort === 'url' ? 2 : 1;
}

/** One round trip. */
export async function listEndpoints(
  { db: { prisma, flight } }: Tenant,
  query: EndpointQuery,
): Promise<{ endpoints: WebhookEndpoint[]; nextCursor: string[] | null } & Total> {
  const { search, sort, order, limit, offset } = query;
  const where = search ? { url: containsText(search) } : {};
  const [rows, count] = await flight(
    prisma.webhookEndpoint.findMany({
      where: { AND: [where, afterCursor(query)] },
      select: STORED,
      // Ids are in order of creation.
      orderBy: sort === 'url' ? [{ url: order }, { id: order }] : { id: order },
      skip: offset,
      take: limit,
    }),
    prisma.webhookEndpoint.count({ where, take: COUNT_TAKE }),
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const position = last && (sort === 'url' ? [last.url, last.id] : [last.id]);
  return { endpoints: rows.map(toEndpoint), nextCursor: position ?? null, ...totalOf(count) };
}

function afterCursor({ cursor, sort, order }: EndpointQuery): Prisma.WebhookEndpointWhereInput {
  if (cursor === undefined) return {};
  const [id = '', url = ''] = [...cursor].reverse();
  const beyond = (value: string) => (order === 'asc' ? { gt: value } : { lt: value });
  if (sort === 'createdAt') return { id: beyond(id) };
  return { OR: [{ url: beyond(url) }, { url, id: beyond(id) }] };
}

/** One round trip. @throws not_found */
export async function getEndpoint(tenant: Tenant, id: string): Promise<WebhookEndpoint> {
  const row = isUuid(id) ? await readEndpoint(tenant, id) : null;
  if (!row) throw endpointNotFound();
  return toEndpoint(row);
}

/** To be read in the flight of a change. */
export function readEndpoint({ db }: Tenant, id: string) {
  return db.prisma.webhookEndpoint.findUnique({ where: { id }, select: STORED });
}

export interface EndpointInput {
  url: string;
  /** Names of events, which exist. */
  events: readonly string[];
  /** The id or the client_id of the client whose events it is told of; all events without it. */
  client?: string | undefined;
}

/**
 * Two round trips with a client, one without.
 * @returns the endpoint and its secret, which is not shown again
 * @throws bad_request for the id of no client; conflict when there are too many endpoints
 */
export async function createEndpoint(
  tenant: Tenant,
  { url, events, client }: EndpointInput,
  box: SecretBox,
): Promise<WebhookEndpoint & { secret: string }> {
  const { db, now, organisationId } = tenant;
  const id = uuidv7(now);
  const secret = newWebhookSecret();
  const [secretEncrypted, clientId] = await Promise.all([
    box.seal(secret, { purpose: 'webhook.secret', id, ownerId: organisationId }),
    client ? findClient(tenant, client) : null,
  ]);
  const subscription = { events: [...events], eventTypes: eventTypesOf(events) };
  const data = { id, organisationId, clientId, url, secretEncrypted, ...subscription, createdAt: now, updatedAt: now };
  const [created] = await db.flight(
    db.prisma.webhookEndpoint.create({ data, select: STORED }),
    required(withinLimit(tenant), tooMany),
    recordEvent(tenant, { type: 'webhook.created', resourceId: id, metadata: { url, events, clientId } }),
  );
  return { ...toEndpoint(created), secret };
}

/**
 * SQL: a condition on a count, in the flight. Of two requests at once that make the last ones both may succeed: the
 * limit is about load.
 */
function withinLimit({ organisationId }: Tenant) {
  return sql<{ count: number }>`
    SELECT count(*)::int AS count FROM webhook_endpoints WHERE organisation_id = ${organisationId}
    HAVING count(*) <= ${ENDPOINTS_MAX}`;
}

function tooMany(): AppError {
  return new AppError('conflict', `An organisation has at most ${ENDPOINTS_MAX} webhooks`);
}

/**
 * A form that clients know sends another text in this place, so a text that is no id and names no client is ignored.
 * @throws bad_request for an id that names no client
 */
async function findClient({ db }: Tenant, client: string): Promise<string | null> {
  const isId = isUuid(client);
  const found = await db.prisma.client.findFirst({
    where: isId ? { id: client } : { clientId: client },
    select: { id: true },
  });
  if (found) return found.id;
  if (!isId) return null;
  const message = 'There is no such client';
  throw new AppError('bad_request', 'Invalid input', { extensions: { errors: [{ path: ['clientId'], message }] } });
}

export interface EndpointChanges {
  url?: string | undefined;
  events?: readonly string[] | undefined;
  isActive?: boolean | undefined;
}

/** Nothing is held against it any more. */
const AFRESH = { failureCount: 0, failingSince: null, pausedUntil: null, goneAt: null, disabledAt: null };

/** Switched on, it starts afresh, and gets what was waiting. One round trip. @throws not_found */
export async function updateEndpoint(
  tenant: Tenant,
  id: string,
  { url, events, isActive }: EndpointChanges,
): Promise<WebhookEndpoint> {
  if (!isUuid(id)) throw endpointNotFound();
  const changes = {
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events: [...events] }),
    ...(isActive === undefined ? {} : { isActive }),
  };
  const data = {
    ...changes,
    ...(events === undefined ? {} : { eventTypes: eventTypesOf(events) }),
    ...(isActive ? AFRESH : {}),
    updatedAt: tenant.now,
  };
  const { db } = tenant;
  const [updated] = await db.flight(
    required(db.prisma.webhookEndpoint.update({ where: { id }, data, select: STORED }), endpointNotFound),
    recordEvent(tenant, { type: 'webhook.updated', resourceId: id, metadata: { changes } }),
  );
  return toEndpoint(updated);
}

/** Its deliveries go with it. What is being sent at the moment still arrives. One round trip. @throws not_found */
export async function deleteEndpoint(tenant: Tenant, id: string): Promise<void> {
  if (!isUuid(id)) throw endpointNotFound();
  const { db } = tenant;
  await db.flight(
    required(db.prisma.webhookEndpoint.delete({ where: { id }, select: { id: true, url: true } }), endpointNotFound),
    recordEvent(tenant, { type: 'webhook.deleted', resourceId: id }),
  );
}

export function endpointNotFound(): AppError {
  return new AppError('not_found', 'Webhook not found');
}
