/**
 * Events are recorded in the transaction of the change. A trigger of the table writes what webhooks are told of it, in
 * the same transaction.
 */
import { uuidv7 } from '../../lib/ids.ts';
import { json, Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Actor, Tenant } from '../unit-of-work/unit-of-work.ts';
import { EVENTS, type EventType, SECURITY_EVENTS_BY_TYPE } from './catalogue.ts';

export interface Event {
  type: EventType;
  /** A value, or an expression in the query that records the event. */
  resourceId?: string | Sql;
  /** Defaults to the actor's. */
  userId?: string | null;
  clientId?: string | null;
  /** A value, or an expression like `resourceId`. */
  metadata?: Record<string, unknown> | Sql;
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

export type PlainEvent = Event & { resourceId?: string; metadata?: Record<string, unknown> };

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
    metadata: metadataOf(tenant, event.metadata),
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

function metadataOf({ actor }: Tenant, metadata: Record<string, unknown> = {}): Prisma.InputJsonObject {
  return { ...metadata, ...named(actor) } as Prisma.InputJsonObject;
}

/** The membership of an acting guest, the API key of the request, and the name of a platform operator. */
function named({ memberId, apiKeyId, operator }: Actor): Record<string, string> {
  return {
    ...(memberId === null ? {} : { memberId }),
    ...(apiKeyId === null ? {} : { apiKeyId }),
    ...(operator === null ? {} : { operator }),
  };
}

/** The same, in a query. */
function metadataIn(tenant: Tenant, metadata: Event['metadata']): Sql {
  if (metadata instanceof Sql) return sql`${metadata} || ${json(named(tenant.actor))}::jsonb`;
  return sql`${json(metadataOf(tenant, metadata))}::jsonb`;
}

/** For statements that record an event only if a row was changed: `INSERT … SELECT … FROM <that row>`. */
export const EVENT_COLUMNS = sql`
  id, organisation_id, user_id, client_id, event_type, event_category, action, resource_type, resource_id,
  ip_address, user_agent, metadata, success, error_message, created_at`;

/** The values of EVENT_COLUMNS, in order. @param id an expression, for one event a row */
export function eventValues(tenant: Tenant, event: Event, id: Sql = sql`${uuidv7(tenant.now)}::uuid`) {
  const { category, action, resource } = EVENTS[event.type];
  const { actor } = tenant;
  queue(tenant, event.type);
  return sql`
    ${id}, ${tenant.organisationId}::uuid,
    ${event.userId === undefined ? actor.userId : event.userId}::uuid,
    ${event.clientId === undefined ? actor.clientId : event.clientId}::uuid,
    ${event.type}, ${category}::"EventCategory", ${action}::"EventAction", ${resource}, ${event.resourceId ?? null},
    ${actor.ipAddress}, ${actor.userAgent}, ${metadataIn(tenant, event.metadata)},
    ${event.failure === undefined}::boolean, ${event.failure ?? null}, ${tenant.now}::timestamptz`;
}
