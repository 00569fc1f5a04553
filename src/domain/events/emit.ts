/** Events are written by the transaction that makes them true. */
import { uuidv7 } from '../../lib/ids.ts';
import { json, type Sql, type Statement, sql } from '../../platform/statement.ts';
import type { Tenant } from '../unit-of-work.ts';
import { EVENTS, type EventType } from './catalogue.ts';

export interface Event {
  type: EventType;
  /** Or an expression for it, of the query that records the event. */
  resourceId?: string | Sql;
  /** Defaults to the actor's. */
  userId?: string | null;
  clientId?: string | null;
  metadata?: Record<string, unknown>;
  /** Why it failed; absent when it succeeded. */
  failure?: string;
}

/**
 * The statement that records an event. `onlyIf` names a common table expression of the same statement: the event is
 * recorded when that expression returned a row.
 */
export function recordEvent(tenant: Tenant, event: Event): Statement {
  return sql`INSERT INTO audit_logs (${EVENT_COLUMNS}) VALUES (${eventValues(tenant, event)})`;
}

/** For statements that decide by themselves whether the event happened: `INSERT … SELECT … FROM <that row>`. */
export const EVENT_COLUMNS = sql`
  id, organisation_id, user_id, client_id, event_type, event_category, action, resource_type, resource_id,
  ip_address, user_agent, metadata, success, error_message, created_at`;

/** The values of EVENT_COLUMNS, in order. */
export function eventValues(tenant: Tenant, event: Event) {
  const { category, action, resource } = EVENTS[event.type];
  const { actor } = tenant;
  const metadata = actor.memberId === null ? event.metadata : { ...event.metadata, memberId: actor.memberId };
  return sql`
    ${uuidv7(tenant.now)}::uuid, ${tenant.organisationId}::uuid,
    ${event.userId === undefined ? actor.userId : event.userId}::uuid,
    ${event.clientId === undefined ? actor.clientId : event.clientId}::uuid,
    ${event.type}, ${category}::"EventCategory", ${action}::"EventAction", ${resource}, ${event.resourceId ?? null},
    ${actor.ipAddress}, ${actor.userAgent}, ${json(metadata ?? {})}::jsonb,
    ${event.failure === undefined}::boolean, ${event.failure ?? null}, ${tenant.now}::timestamptz`;
}
