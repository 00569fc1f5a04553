/**
 * Filters of the audit log. One of them names the entries to look at, through an index of its own that is in the order
 * of ids; the others are compared with each of these. Category, action and resource are those of the event's type, so
 * together they are a set of types.
 */
import { HIGHEST_ID, isUuid, LOWEST_ID, uuidv7Floor } from '../../lib/ids.ts';
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
  bounds: Bounds;
  order: Order;
}

function scanOf(tenant: Tenant, { driver, types, bounds, order }: Scan): Omit<Source, 'condition'> {
  if (!driver && types) return scanOfTypes(tenant, { types, bounds, order });
  const { organisationId: ours } = tenant;
  // A range of one organisation: for an equality the planner would walk the index by id through all organisations.
  const from = driver
    ? sql`FROM audit_logs l WHERE l.organisation_id = ${ours} AND ${driver}`
    : sql`FROM audit_logs l WHERE l.organisation_id >= ${ours} AND l.organisation_id <= ${ours}`;
  const sorted = driver ? sql`l.id` : sql`l.organisation_id ${ORDERS[order]}, l.id`;
  return {
    ordered: (take, cursor) => sql`
      SELECT ${SCANNED} ${from} AND ${within(beyond(bounds, order, cursor))}
      ORDER BY ${sorted} ${ORDERS[order]} LIMIT ${take}`,
    counted: (take) => sql`SELECT ${from} AND ${within(bounds)} ORDER BY ${sorted} ${ORDERS[order]} LIMIT ${take}`,
  };
}

/** Each type's in order, and then all of them: an index of types is in the order of ids within one type only. */
function scanOfTypes(tenant: Tenant, { types, bounds, order }: Omit<Scan, 'driver'> & { types: string[] }) {
  // A range of one type: for an equality the planner would walk the entries of every type by id, wherever it believes
  // that many are of this one.
  const ofType = (range: Bounds, columns: Sql, take: number) => sql`
    SELECT ${columns} FROM audit_logs l
    WHERE l.organisation_id = ${tenant.organisationId} AND ${within(range)}
      AND (l.event_type, l.id) >= (t.name, ${range.from ?? LOWEST_ID}::uuid)
      AND (l.event_type, l.id) <= (t.name, ${range.until ?? HIGHEST_ID}::uuid)
    ORDER BY l.event_type ${ORDERS[order]}, l.id ${ORDERS[order]} LIMIT ${take}`;
  const each = sql`FROM unnest(${types}::text[]) AS t (name) CROSS JOIN LATERAL`;
  return {
    ordered: (take: number, cursor?: string) => sql`
      SELECT l.* ${each} (${ofType(beyond(bounds, order, cursor), SCANNED, take)}) l
      ORDER BY l.id ${ORDERS[order]} LIMIT ${take}`,
    counted: (take: number) => sql`SELECT ${each} (${ofType(bounds, sql``, take)}) l LIMIT ${take}`,
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

/** The lowest id, and that beyond the highest; both are absent where nothing bounds them. */
interface Bounds {
  from?: string | undefined;
  /** Whether the first one is left out. */
  isBeyond?: boolean;
  until?: string | undefined;
}

/** Ids are in the order of time: a time is an id. */
function boundsOf({ from, until }: AuditFilters): Bounds {
  return { from: from && uuidv7Floor(from), until: until && uuidv7Floor(until) };
}

/** What comes after the cursor. */
function beyond(bounds: Bounds, order: Order, cursor: string | undefined): Bounds {
  if (cursor === undefined) return bounds;
  const id = cursor.toLowerCase();
  const { from, until } = bounds;
  if (order === 'desc') return { ...bounds, until: until !== undefined && until < id ? until : id };
  return from !== undefined && from > id ? bounds : { ...bounds, from: id, isBeyond: true };
}

function within({ from, isBeyond = false, until }: Bounds): Sql {
  const lower = from === undefined ? sql`TRUE` : sql`l.id ${isBeyond ? sql`>` : sql`>=`} ${from}::uuid`;
  const upper = until === undefined ? sql`TRUE` : sql`l.id < ${until}::uuid`;
  return sql`${lower} AND ${upper}`;
}
