/** The audit log for a file, page by page, the oldest first. */
import { sql } from '../../platform/database/statement.ts';
import { recordEvent } from '../events/emit.ts';
import { after, type Tenant } from '../unit-of-work/unit-of-work.ts';
import type { AuditEntry } from './entries.ts';
import { type AuditFilters, type Source, sourceOf } from './filters.ts';
import { entriesOf, withDate } from './listing.ts';

/** Entries of a page: what one flight reads, and what is in memory at a time. */
const PAGE = 500;
/** Where filters leave few of them. */
const COMPARED = 2_000;

/** One round trip a page; the first one records the event. What happens meanwhile is not in it. */
export async function* exportAuditEntries(tenant: Tenant, filters: AuditFilters): AsyncGenerator<AuditEntry[], void> {
  const event = recordEvent(tenant, { type: 'audit_log.exported', metadata: { filters: named(filters) } });
  const source = sourceOf(tenant, { ...filters, until: filters.until ?? after(tenant.now, 1) }, 'asc');
  if (source === null) {
    await event;
    return;
  }
  let [[page]] = await tenant.db.flight(pageOf(tenant, source), event);
  while (page) {
    yield page.entries.map(withDate);
    if (page.last === null) return;
    [[page]] = await tenant.db.flight(pageOf(tenant, source, page.last));
  }
}

/** SQL: each source is bounded and has its own index, and names also people and clients that were deleted since */
function pageOf(tenant: Tenant, { ordered, condition }: Source, cursor?: string) {
  const most = condition === null ? PAGE : COMPARED;
  const page = sql`SELECT l.id FROM candidates l WHERE ${condition ?? sql`TRUE`}`;
  return sql<{ entries: AuditEntry[]; last: string | null }>`
    WITH candidates AS MATERIALIZED (${ordered(most, cursor)})
    SELECT ${entriesOf(tenant, page, sql`l.id`)} AS entries,
      (SELECT l.id FROM candidates l ORDER BY l.id OFFSET ${most - 1} LIMIT 1) AS last`;
}

/** Only what was asked for. */
function named(filters: AuditFilters): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
