/** Lists of the people of an organisation. Guests are not among them: their account belongs to another organisation. */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { countRows, NO_TOTAL } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { hasFilter, listMatching } from './filtered-listing.ts';
import { BEYOND, cursorAfter, ORDERS, USER_COLUMNS, type UserPage, type UserQuery } from './list-query.ts';
import type { User } from './users.ts';

const SORT_COLUMNS = { createdAt: sql`u.created_at`, email: sql`u.email`, name: sql`u.name` };
const STATUS_CONDITIONS = { active: sql`u.blocked_at IS NULL`, blocked: sql`u.blocked_at IS NOT NULL` };

/**
 * A page with the total of all matches, which may be an estimate. What only a filter can tell is looked for among a
 * bounded number of people (users/filtered-listing.ts). One round trip.
 */
export async function listUsers(tenant: Tenant, query: UserQuery): Promise<UserPage> {
  if (hasFilter(query)) return listMatching(tenant, query);
  const condition = conditionOf(tenant, query);
  const blocked = query.status === undefined ? sql`NULL` : sql`${query.status === 'blocked'}`;
  const [users, [count]] = await tenant.db.flight(
    // SQL: the page is cut before roles and teams are joined, and its total may be an estimate
    sql<User>`
      SELECT ${USER_COLUMNS} FROM (
        SELECT * FROM users u WHERE u.deleted_at IS NULL AND ${condition} AND ${isAfterCursor(tenant, query)}
        ORDER BY ${orderOf(query)} LIMIT ${query.limit} OFFSET ${query.offset}
      ) u ORDER BY ${orderOf(query)}`,
    countRows(
      sql`SELECT FROM users u WHERE u.deleted_at IS NULL AND ${condition}`,
      sql`estimate_people(${blocked}::boolean)`,
    ),
  );
  return { users, nextCursor: cursorAfter(users, query), ...(count ?? NO_TOTAL) };
}

function orderOf({ sort, order }: UserQuery): Sql {
  return sql`${SORT_COLUMNS[sort]} ${ORDERS[order]}, u.id ${ORDERS[order]}`;
}

/** The organisation is named although row-level security adds it: the planner then sees it as an index condition. */
function conditionOf({ organisationId }: Tenant, { status }: UserQuery): Sql {
  const isOurs = sql`u.organisation_id = ${organisationId}`;
  return status === 'active' || status === 'blocked' ? sql`${isOurs} AND ${STATUS_CONDITIONS[status]}` : isOurs;
}

/** A cursor names the person, so that no name or address is in a URL. Whoever is unknown is followed by nobody. */
function isAfterCursor({ organisationId }: Tenant, { cursor, sort, order }: UserQuery): Sql {
  if (cursor === undefined) return sql`TRUE`;
  return sql`(${SORT_COLUMNS[sort]}, u.id) ${BEYOND[order]} (
    SELECT ${SORT_COLUMNS[sort]}, u.id FROM users u WHERE u.organisation_id = ${organisationId} AND u.id = ${cursor})`;
}
