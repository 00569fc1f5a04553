/**
 * People who match filters that no index answers. The most selective filter names at most CANDIDATES_MAX people, the
 * newest ones (with the order reversed: the oldest ones), and the others are checked for each of them. A list by time
 * goes on behind them with its cursor; otherwise the total says that there may be more.
 * SQL: only the function find_people may use the index of the search, and each source is bounded
 */
import { type Sql, sql } from '../../platform/database/statement.ts';
import { COUNT_MAX, NO_TOTAL, type Total } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { BEYOND, cursorAfter, ORDERS, USER_COLUMNS, type UserPage, type UserQuery } from './list-query.ts';
import type { User } from './users.ts';

/** So that a filter costs the same in an organisation of a thousand people and of a million. */
const CANDIDATES_MAX = COUNT_MAX;

export function hasFilter({ search, email, role, team, mfaEnabled, status }: UserQuery): boolean {
  const texts = [search, email, role, team].some((text) => text !== undefined && text !== '');
  return texts || mfaEnabled !== undefined || status === 'invited';
}

/** Ids are time-ordered, so `createdAt` is the order of the ids. */
const SORT_KEYS = { createdAt: sql`u.id`, email: sql`u.email`, name: sql`u.name` };

type MatchingRow = { users: User[]; lastCandidate: string | null } & Total;

/** One round trip. */
export async function listMatching(tenant: Tenant, query: UserQuery): Promise<UserPage> {
  const { limit, offset } = query;
  const order = sql`${SORT_KEYS[query.sort]} ${ORDERS[query.order]}, u.id ${ORDERS[query.order]}`;
  const [[page]] = await tenant.db.flight(sql<MatchingRow>`
    WITH found AS MATERIALIZED (${candidatesOf(tenant, query)}),
    matching AS MATERIALIZED (
      SELECT u.id, u.name, u.email FROM users u
      WHERE u.id = ANY ((SELECT ids FROM found)::uuid[]) AND u.deleted_at IS NULL AND ${conditionOf(tenant, query)}
    ),
    page AS (
      SELECT ${USER_COLUMNS} FROM (
        SELECT u.id FROM matching u WHERE ${isAfterCursor(query)} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}
      ) p JOIN users u ON u.organisation_id = ${tenant.organisationId} AND u.id = p.id AND u.deleted_at IS NULL
      ORDER BY ${order}
    )
    SELECT COALESCE((SELECT json_agg(page) FROM page), '[]') AS users, (SELECT count(*)::int FROM matching) AS total,
      (SELECT is_partial FROM found) AS "isEstimate",
      (SELECT ids[cardinality(ids)]::text FROM found WHERE is_partial) AS "lastCandidate"`);
  if (!page) return { users: [], nextCursor: null, ...NO_TOTAL };
  const { users, total, isEstimate, lastCandidate } = page;
  const goesOn = isInOrderOfIds(query) ? lastCandidate : null;
  return {
    users: users.map(withDates),
    nextCursor: cursorAfter(users, query) ?? goesOn,
    total,
    // A cursor moves the candidates on: the total counts what follows it.
    isEstimate: isEstimate || (isInOrderOfIds(query) && query.cursor !== undefined),
  };
}

/** Whether candidates come in the order of the list, so that a cursor continues behind them. A search does not. */
function isInOrderOfIds({ sort, search, email }: UserQuery): boolean {
  return sort === 'createdAt' && !search && !email;
}

/** A row of `ids` and `is_partial`. */
function candidatesOf(tenant: Tenant, query: UserQuery): Sql {
  const { organisationId } = tenant;
  const { email, search } = query;
  if (email) {
    return sql`
      SELECT ARRAY(
        SELECT u.id FROM users u
        WHERE u.organisation_id = ${organisationId} AND u.email = ${email} AND u.deleted_at IS NULL) AS ids,
        FALSE AS is_partial`;
  }
  if (search) return sql`SELECT ids, is_partial FROM find_people(${search}, ${COUNT_MAX + 1})`;
  return sql`
    SELECT ids[:${CANDIDATES_MAX}::int] AS ids, cardinality(ids) > ${CANDIDATES_MAX} AS is_partial
    FROM (SELECT ARRAY(${sourceOf(tenant, query)}) AS ids) AS source`;
}

/** One more than the bound shows that there are more. */
function sourceOf({ organisationId: ours }: Tenant, query: UserQuery): Sql {
  const { team, role, order } = query;
  const cursor = isInOrderOfIds(query) ? query.cursor : undefined;
  const end = sql`${ORDERS[order]} LIMIT ${CANDIDATES_MAX + 1}`;
  const isBeyond = (id: Sql) => (cursor === undefined ? sql`TRUE` : sql`${id} ${BEYOND[order]} ${cursor}::uuid`);
  if (team) {
    return sql`
      SELECT g.user_id FROM team_members g
      WHERE g.organisation_id = ${ours} AND g.team_id = (${teamOf(ours, team)}) AND ${isBeyond(sql`g.user_id`)}
      ORDER BY g.user_id ${end}`;
  }
  if (role) {
    return sql`
      SELECT g.user_id FROM user_roles g
      WHERE g.organisation_id = ${ours} AND g.role_id = (${roleOf(ours, role)}) AND ${isBeyond(sql`g.user_id`)}
      ORDER BY g.user_id ${end}`;
  }
  // A range of one organisation: for an equality the planner would walk the index by id through all organisations.
  return sql`
    SELECT u.id FROM users u
    WHERE u.organisation_id >= ${ours} AND u.organisation_id <= ${ours} AND u.deleted_at IS NULL AND ${isBeyond(sql`u.id`)}
    ORDER BY u.organisation_id ${ORDERS[order]}, u.id ${end}`;
}

function roleOf(organisationId: string, role: string): Sql {
  return sql`
    SELECT r.id FROM roles r
    WHERE r.organisation_id = ${organisationId} AND (r.id::text = ${role} OR r.slug = ${role}) LIMIT 1`;
}

function teamOf(organisationId: string, team: string): Sql {
  return sql`
    SELECT t.id FROM teams t
    WHERE t.organisation_id = ${organisationId} AND (t.id::text = ${team} OR t.slug = ${team}) LIMIT 1`;
}

const STATUS_CONDITIONS = {
  active: sql`u.blocked_at IS NULL`,
  blocked: sql`u.blocked_at IS NOT NULL`,
  invited: sql`(u.password IS NULL AND u.last_login_at IS NULL AND u.identity_provider = 'local' AND u.blocked_at IS NULL)`,
  any: sql`TRUE`,
};

/** Every filter, also the one that named the candidates. */
function conditionOf({ organisationId: ours }: Tenant, query: UserQuery): Sql {
  const { search, email, role, team, mfaEnabled, status = 'any' } = query;
  const hasText =
    search && email ? sql`strpos(lower(u.name || ' ' || u.email), lower(${search}::text)) > 0` : sql`TRUE`;
  const hasRole = role
    ? sql`EXISTS (
        SELECT FROM user_roles g
        WHERE g.organisation_id = u.organisation_id AND g.user_id = u.id AND g.role_id = (${roleOf(ours, role)}))`
    : sql`TRUE`;
  const isInTeam = team
    ? sql`EXISTS (
        SELECT FROM team_members g
        WHERE g.organisation_id = u.organisation_id AND g.user_id = u.id AND g.team_id = (${teamOf(ours, team)}))`
    : sql`TRUE`;
  const hasFactor = mfaEnabled === undefined ? sql`TRUE` : sql`u.mfa_enabled = ${mfaEnabled}`;
  return sql`
    u.organisation_id = ${ours} AND ${STATUS_CONDITIONS[status]} AND ${hasText} AND ${hasRole} AND ${isInTeam}
    AND ${hasFactor}`;
}

function isAfterCursor({ cursor, sort, order }: UserQuery): Sql {
  if (cursor === undefined) return sql`TRUE`;
  if (sort === 'createdAt') return sql`u.id ${BEYOND[order]} ${cursor}::uuid`;
  return sql`(${SORT_KEYS[sort]}, u.id) ${BEYOND[order]} (
    SELECT ${SORT_KEYS[sort]}, u.id FROM users u WHERE u.id = ${cursor}::uuid)`;
}

/** Dates are strings in JSON. */
function withDates(user: User): User {
  const date = (value: Date | null) => (value === null ? null : new Date(value));
  const { createdAt, updatedAt, emailVerifiedAt, blockedAt, lastLoginAt } = user;
  return {
    ...user,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    emailVerifiedAt: date(emailVerifiedAt),
    blockedAt: date(blockedAt),
    lastLoginAt: date(lastLoginAt),
  };
}
