/**
 * Pages of the audit log. Entries that remain to be compared are looked at LOOKED_AT_MAX at a time, so that a filter
 * costs the same among ten thousand and ten million: a cursor goes on behind them.
 * SQL: each source is bounded and has its own index, and names also people and clients that were deleted since
 */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { COUNT_MAX, COUNT_TAKE, NO_TOTAL, type Total } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { type AuditEntry, ENTRY_COLUMNS, ENTRY_JOINS } from './entries.ts';
import { type AuditFilters, ORDERS, type Order, type Source, sourceOf } from './filters.ts';

export const LOOKED_AT_MAX = 5_000;

export interface AuditQuery extends AuditFilters {
  /** By anything but the time, the newest COUNT_MAX entries are sorted. */
  sort: 'timestamp' | 'eventCategory' | 'action';
  order: Order;
  limit: number;
  offset: number;
  /** The id of the last entry of the previous page; the offset counts from there. For the order of time. */
  cursor?: string | undefined;
}

export type AuditPage = { entries: AuditEntry[]; nextCursor: string | null } & Total;

type PageRow = { entries: AuditEntry[]; lastLookedAt: string | null } & Total;

/** One round trip. */
export async function listAuditEntries(tenant: Tenant, query: AuditQuery): Promise<AuditPage> {
  const { sort, limit, cursor } = query;
  const source = sourceOf(tenant, query, sort === 'timestamp' ? query.order : 'desc');
  if (!source) return { entries: [], nextCursor: null, ...NO_TOTAL };
  const isPlain = source.condition === null && sort === 'timestamp';
  const [[page]] = await tenant.db.flight(
    isPlain ? plainPage(tenant, source, query) : comparedPage(tenant, source, query),
  );
  if (!page) return { entries: [], nextCursor: null, ...NO_TOTAL };
  const { entries, lastLookedAt, total, isEstimate } = page;
  const last = entries.length === limit ? (entries.at(-1)?.id ?? null) : lastLookedAt;
  return {
    entries: entries.map(withDate),
    nextCursor: sort === 'timestamp' ? last : null,
    total,
    isEstimate: isEstimate || (!isPlain && cursor !== undefined),
  };
}

/** All of the source match: the page is read from the index alone, and the rest counted up to the bound. */
function plainPage(tenant: Tenant, source: Source, { limit, offset, cursor, order }: AuditQuery) {
  const page = sql`SELECT p.id FROM (${source.ordered(offset + limit, cursor)}) p
    ORDER BY p.id ${ORDERS[order]} LIMIT ${limit} OFFSET ${offset}`;
  return sql<PageRow>`
    SELECT ${entriesOf(tenant, page, sql`l.id ${ORDERS[order]}`)} AS entries, NULL::text AS "lastLookedAt",
      LEAST(counted, ${COUNT_TAKE})::int AS total, counted > ${COUNT_MAX} AS "isEstimate"
    FROM (SELECT count(*) AS counted FROM (${source.counted(COUNT_TAKE)}) AS r) AS c`;
}

const SORT_KEYS = { timestamp: sql``, eventCategory: sql`l.event_category::text`, action: sql`l.action::text` };

function comparedPage(
  tenant: Tenant,
  { ordered, condition }: Source,
  { limit, offset, cursor, sort, order }: AuditQuery,
) {
  const isByTime = sort === 'timestamp';
  const most = isByTime ? LOOKED_AT_MAX : COUNT_MAX;
  const key = isByTime ? sql`l.id ${ORDERS[order]}` : sql`${SORT_KEYS[sort]} ${ORDERS[order]}, l.id DESC`;
  const lookedAt = sql`${isByTime ? ORDERS[order] : ORDERS.desc}`;
  const page = sql`SELECT l.id FROM matching l ORDER BY ${key} LIMIT ${limit} OFFSET ${offset}`;
  return sql<PageRow>`
    WITH candidates AS MATERIALIZED (${ordered(most + 1, cursor)}),
    looked_at AS MATERIALIZED (SELECT l.* FROM candidates l ORDER BY l.id ${lookedAt} LIMIT ${most}),
    matching AS MATERIALIZED (SELECT l.* FROM looked_at l WHERE ${condition ?? sql`TRUE`})
    SELECT ${entriesOf(tenant, page, key)} AS entries, (SELECT count(*)::int FROM matching) AS total,
      (SELECT count(*) > ${most} FROM candidates) AS "isEstimate",
      (SELECT l.id::text FROM looked_at l WHERE (SELECT count(*) > ${most} FROM candidates)
        ORDER BY l.id ${lookedAt} OFFSET ${most - 1} LIMIT 1) AS "lastLookedAt"`;
}

/** The entries of a page of ids, as JSON. */
export function entriesOf({ organisationId: ours }: Tenant, page: Sql, order: Sql): Sql {
  return sql`COALESCE((
    SELECT json_agg(e) FROM (
      SELECT ${ENTRY_COLUMNS} FROM (${page}) AS p
      CROSS JOIN LATERAL (SELECT l.* FROM audit_logs l WHERE l.organisation_id = ${ours} AND l.id = p.id LIMIT 1) l ${ENTRY_JOINS}
      ORDER BY ${order}) e), '[]')`;
}

/** Dates are strings in JSON. */
export function withDate(entry: AuditEntry): AuditEntry {
  return { ...entry, createdAt: new Date(entry.createdAt) };
}
