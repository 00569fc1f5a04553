/**
 * Events are recorded in the transaction of the change. A trigger of the table writes what webhooks are told of it, in
 * the same transaction.
 */
import { uuidv7 } from '../../lib/ids.ts';
import { json, type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { EVENTS, type EventType, SECURITY_EVENTS_BY_TYPE } from './catalogue.ts';

export interface Event {
  type: EventType;
  /** A value, or an expression in the query that records the event. */
  resourceId?: string | Sql;
  /** Defaults to the actor's. */
  userId?: string | null;
  clientId?: string | null;
  metadata?: Record<string, unknown>;
  /** Why it failed; absent when it succeeded. */
  failure?: string;
}

/** Records an event, in the flight or transaction of the change. */
export function recordEvent(tenant: Tenant, event: PlainEvent) {
  return tenant.db.prisma.auditLog.create({ data: eventData(tenant, event), select: { id: true } });
}

/** Records several events with one statement. */
export function recordEvents(tenant: Tenant, events: readonly PlainEvent[]) {
  return tenant.db.prisma.auditLog.createMany({ data: events.map((event) => eventData(tenant, event)) });
}

export type PlainEvent = Event & { resourceId?: string };

function eventData(tenant: Tenant, event: PlainEvent): Prisma.AuditLogUncheckedCreateInput {
  queue(tenant, event.type);
  const { category, action, resource } = EVENTS[event.type];
  return {
    id: uuidv7(tenant.now),
    organisationId: tenant.organisationId,
    userId: event.userId === undefined ? tenant.actor.userId : event.userId,
    clientId: event.clientId === undefined ? tenant.actor.clientId : event.clientId,
    eventType: event.type,
    eventCategory: category,
    action,
    resourceType: resource,
    resourceId: event.resourceId ?? null,
    ipAddress: tenant.actor.ipAddress,
    userAgent: tenant.actor.userAgent,
    metadata: metadataOf(tenant, event),
    success: event.failure === undefined,
    errorMessage: event.failure ?? null,
    createdAt: tenant.now,
  };
}

/** The event is told after the response, if it was committed. */
function queue({ outbox, organisationId }: Tenant, type: EventType): void {
  outbox.events.add(organisationId);
  if (SECURITY_EVENTS_BY_TYPE.has(type)) outbox.securityEvents.add(organisationId);
}

/** Adds the membership of an acting guest, the API key of the request, and the name of a platform operator. */
function metadataOf({ actor: { memberId, apiKeyId, operator } }: Tenant, { metadata }: Event): Prisma.InputJsonObject {
  const guest = memberId === null ? {} : { memberId };
  const key = apiKeyId === null ? {} : { apiKeyId };
  const named = operator === null ? {} : { operator };
  return { ...metadata, ...guest, ...key, ...named } as Prisma.InputJsonObject;
}

/** For statements that record an event only if a row was changed: `INSERT … SELECT … FROM <that row>`. */
export const EVENT_COLUMNS = sql`
  id, organisation_id, user_id, client_id, event_type, event_category, action, resource_type, resource_id,
  ip_address, user_agent, metadata, success, error_message, created_at`;

/**
 * The values of EVENT_COLUMNS, in order.
 * @param id an expression, for one event a row
 * @param found more metadata: an expression in the query
 */
export function eventValues(
  tenant: Tenant,
  event: Event,
  id: Sql = sql`${uuidv7(tenant.now)}::uuid`,
  found: Sql = sql`'{}'::jsonb`,
) {
  const { category, action, resource } = EVENTS[event.type];
  const { actor } = tenant;
  queue(tenant, event.type);
  return sql`
    ${id}, ${tenant.organisationId}::uuid,
    ${event.userId === undefined ? actor.userId : event.userId}::uuid,
    ${event.clientId === undefined ? actor.clientId : event.clientId}::uuid,
    ${event.type}, ${category}::"EventCategory", ${action}::"EventAction", ${resource}, ${event.resourceId ?? null},
    ${actor.ipAddress}, ${actor.userAgent}, ${json(metadataOf(tenant, event))}::jsonb || ${found},
    ${event.failure === undefined}::boolean, ${event.failure ?? null}, ${tenant.now}::timestamptz`;
}
