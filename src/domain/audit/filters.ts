/**
 * Filters of the audit log. One of them names the entries to look at, through an index of its own that is in the order
 * of ids; the others are compared with each of these. Category, action and resource are those of the event's type, so
 * together they are a set of types.
 */
import { isUuid, uuidv7Floor } from '../../lib/ids.ts';
import { all, type Sql, sql } from '../../platform/database/statement.ts';
import type { EventAction, EventCategory } from '../../platform/generated/prisma/client.ts';
import { EVENTS, typesNamed } from '../events/catalogue.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface AuditFilters {
  userId?: string | undefined;
  /** The id of a client, not its client_id. */
  clientId?: string | undefined;
  eventType?: string | undefined;
  eventCategory?: EventCategory | undefined;
  action?: EventAction | undefined;
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  success?: boolean | undefined;
  /** Included. */
  from?: Date | undefined;
  /** Excluded. */
  until?: Date | undefined;
}

export type Order = 'asc' | 'desc';

export const ORDERS = { asc: sql`ASC`, desc: sql`DESC` };
/** What comes later in an order. */
const BEYOND = { asc: sql`>`, desc: sql`<` };

/** The entries to look at. */
export interface Source {
  /** Compared with each of them; null when all of them match. */
  condition: Sql | null;
  /** A SELECT of entries `l`, in the order of their ids. */
  ordered(take: number, cursor?: string): Sql;
  /** A SELECT of nothing for so many of them, to be counted. */
  counted(take: number): Sql;
}

/** Null when nothing can match: ids are opaque, and one that is no id names nothing. */
export function sourceOf(tenant: Tenant, filters: AuditFilters, order: Order): Source | null {
  const { userId, clientId, success } = filters;
  if (![userId, clientId].every((id) => id === undefined || isUuid(id))) return null;
  const types = typesOf(filters);
  if (types?.length === 0) return null;
  const [driver, ...others] = namedBy(filters);
  const rest = [
    ...others,
    ...(driver && types ? [sql`l.event_type = ANY (${types}::text[])`] : []),
    ...(success === true ? [sql`l.success`] : []),
  ];
  const bounds = boundsOf(filters);
  const condition = rest.length === 0 ? null : all(rest);
  return { condition, ...scanOf(tenant, { driver, types, bounds, order }) };
}

interface Scan {
  driver: Sql | undefined;
  types: string[] | null;
  bounds: Sql;
  order: Order;
}

function scanOf({ organisationId: ours }: Tenant, { driver, types, bounds, order }: Scan): Omit<Source, 'condition'> {
  const beyond = (cursor?: string) => (cursor === undefined ? sql`TRUE` : sql`l.id ${BEYOND[order]} ${cursor}::uuid`);
  if (!driver && types && types.length > 1) {
    const ofType = sql`FROM audit_logs l WHERE l.organisation_id = ${ours} AND l.event_type = t.name AND ${bounds}`;
    // Each type's in order, and then all of them: an index of types is in the order of ids within one type only.
    return {
      ordered: (take, cursor) => sql`
        SELECT l.* FROM unnest(${types}::text[]) AS t (name)
        CROSS JOIN LATERAL (
          SELECT ${SCANNED} ${ofType} AND ${beyond(cursor)} ORDER BY l.id ${ORDERS[order]} LIMIT ${take}) l
        ORDER BY l.id ${ORDERS[order]} LIMIT ${take}`,
      counted: (take) => sql`
        SELECT FROM unnest(${types}::text[]) AS t (name)
        CROSS JOIN LATERAL (SELECT ${ofType} LIMIT ${take}) l LIMIT ${take}`,
    };
  }
  const [type] = types ?? [];
  const only = driver ?? (type === undefined ? undefined : sql`l.event_type = ${type}`);
  // A range of one organisation: for an equality the planner would walk the index by id through all organisations.
  const from = only
    ? sql`FROM audit_logs l WHERE l.organisation_id = ${ours} AND ${only} AND ${bounds}`
    : sql`FROM audit_logs l WHERE l.organisation_id >= ${ours} AND l.organisation_id <= ${ours} AND ${bounds}`;
  const sorted = only ? sql`l.id` : sql`l.organisation_id ${ORDERS[order]}, l.id`;
  return {
    ordered: (take, cursor) => sql`
      SELECT ${SCANNED} ${from} AND ${beyond(cursor)} ORDER BY ${sorted} ${ORDERS[order]} LIMIT ${take}`,
    counted: (take) => sql`SELECT ${from} ORDER BY ${sorted} ${ORDERS[order]} LIMIT ${take}`,
  };
}

/** What conditions and orders compare. */
const SCANNED = sql`l.id, l.user_id, l.client_id, l.event_type, l.event_category, l.action, l.resource_id, l.success`;

/** The types of events that the filters admit; null for all, also those that the catalogue does not know. */
function typesOf({ eventType, eventCategory, action, resourceType }: AuditFilters): string[] | null {
  const named = eventType === undefined ? null : typesOfName(eventType);
  if ([eventCategory, action, resourceType].every((filter) => filter === undefined)) {
    return named;
  }
  return Object.entries(EVENTS)
    .filter(([type]) => named === null || named.includes(type))
    .filter(([, event]) => eventCategory === undefined || event.category === eventCategory)
    .filter(([, event]) => action === undefined || event.action === action)
    .filter(([, event]) => resourceType === undefined || event.resource === resourceType)
    .map(([type]) => type);
}

/** A type by any of its names; one that the catalogue does not know is its own. */
function typesOfName(name: string): string[] {
  const types = typesNamed(name);
  return types.length === 0 ? [name] : types;
}

/** What has an index, the most selective first. Types have one as well, but are rarely rare. */
function namedBy({ resourceId, userId, clientId, success }: AuditFilters): Sql[] {
  return [
    ...(resourceId === undefined ? [] : [sql`l.resource_id = ${resourceId}`]),
    ...(userId === undefined ? [] : [sql`l.user_id = ${userId}::uuid`]),
    ...(success === false ? [sql`NOT l.success`] : []),
    ...(clientId === undefined ? [] : [sql`l.client_id = ${clientId}::uuid`]),
  ];
}

/** Ids are in the order of time: a time is an id. */
function boundsOf({ from, until }: AuditFilters): Sql {
  const lower = from === undefined ? sql`TRUE` : sql`l.id >= ${uuidv7Floor(from)}::uuid`;
  const upper = until === undefined ? sql`TRUE` : sql`l.id < ${uuidv7Floor(until)}::uuid`;
  return sql`${lower} AND ${upper}`;
}
