/** People of an organisation, as its administrators see them. No function here finds deleted people. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { ROLES_COLUMN, TEAMS_COLUMN } from '../access/principals.ts';
import { recordEvent } from '../events/emit.ts';
import { endAccess, lockAccess } from '../tokens/access-revocation.ts';
import { COUNT_MAX, countRows, NO_TOTAL, type Total } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

export interface User {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  name: string;
  phone: string | null;
  emailVerifiedAt: Date | null;
  mfaEnabled: boolean;
  blockedAt: Date | null;
  blockedReason: string | null;
  lastLoginAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  roles: { id: string; name: string; slug: string }[];
  teams: { id: string; name: string; slug: string }[];
}

export interface UserQuery {
  /** Any part of the name or the e-mail address. */
  search?: string;
  status?: 'active' | 'blocked';
  sort: keyof typeof SORT_COLUMNS;
  order: keyof typeof ORDERS;
  limit: number;
  offset: number;
}

const SORT_COLUMNS = { createdAt: sql`u.created_at`, email: sql`u.email`, name: sql`u.name` };
const ORDERS = { asc: sql`ASC`, desc: sql`DESC` };
const STATUS_CONDITIONS = { active: sql`u.blocked_at IS NULL`, blocked: sql`u.blocked_at IS NOT NULL` };

const USER_COLUMNS = sql`
  u.id, u.email, u.first_name AS "firstName", u.last_name AS "lastName", u.name, u.phone,
  u.email_verified_at AS "emailVerifiedAt", u.mfa_enabled AS "mfaEnabled", u.blocked_at AS "blockedAt",
  u.blocked_reason AS "blockedReason", u.last_login_at AS "lastLoginAt", u.created_at AS "createdAt",
  u.updated_at AS "updatedAt",
  ${ROLES_COLUMN},
  ${TEAMS_COLUMN}`;

/**
 * A page by offset, with the total of all matches. A search finds the person with this address and up to COUNT_MAX
 * other matches, the newest ones; the total is an estimate when there may be more. One round trip.
 */
export async function listUsers(tenant: Tenant, query: UserQuery): Promise<{ users: User[] } & Total> {
  const { search } = query;
  if (search) return searchUsers(tenant, query, search);
  const condition = conditionOf(tenant, query);
  const blocked = query.status === undefined ? sql`NULL` : sql`${query.status === 'blocked'}`;
  const [users, [count]] = await tenant.db.flight(
    // SQL: the page is cut before roles and teams are joined, and its total may be an estimate
    sql<User>`
      SELECT ${USER_COLUMNS} FROM (
        SELECT * FROM users u WHERE u.deleted_at IS NULL AND ${condition} ORDER BY ${orderOf(query)}
        LIMIT ${query.limit} OFFSET ${query.offset}
      ) u ORDER BY ${orderOf(query)}`,
    countRows(
      sql`SELECT FROM users u WHERE u.deleted_at IS NULL AND ${condition}`,
      sql`estimate_people(${blocked}::boolean)`,
    ),
  );
  return { users, ...(count ?? NO_TOTAL) };
}

async function searchUsers(tenant: Tenant, query: UserQuery, search: string): Promise<{ users: User[] } & Total> {
  // SQL: only the function find_people may use the index of the search
  const [[page]] = await tenant.db.flight(sql<{ users: User[] } & Total>`
    WITH found AS MATERIALIZED (SELECT ids, is_partial FROM find_people(${search}, ${COUNT_MAX + 1})),
    matching AS MATERIALIZED (
      SELECT u.* FROM users u
      WHERE u.id = ANY ((SELECT ids FROM found)::uuid[]) AND u.deleted_at IS NULL AND ${conditionOf(tenant, query)}
    ),
    page AS (
      SELECT ${USER_COLUMNS} FROM (
        SELECT * FROM matching u ORDER BY ${orderOf(query)} LIMIT ${query.limit} OFFSET ${query.offset}
      ) u ORDER BY ${orderOf(query)}
    )
    SELECT COALESCE((SELECT json_agg(page) FROM page), '[]') AS users, (SELECT count(*)::int FROM matching) AS total,
      (SELECT is_partial FROM found) AS "isEstimate"`);
  if (!page) return { users: [], ...NO_TOTAL };
  return { ...page, users: page.users.map(withDates) };
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

function orderOf({ sort, order }: UserQuery): Sql {
  return sql`${SORT_COLUMNS[sort]} ${ORDERS[order]}, u.id ${ORDERS[order]}`;
}

/** The organisation is named although row-level security adds it: the planner then sees it as an index condition. */
function conditionOf(tenant: Tenant, { status }: UserQuery) {
  const conditions = [sql`u.organisation_id = ${tenant.organisationId}`];
  if (status) conditions.push(STATUS_CONDITIONS[status]);
  return conditions.reduce((all, next) => sql`${all} AND ${next}`);
}

export interface UserPage {
  users: { id: string; email: string; name: string; createdAt: Date }[];
  /** The cursor of the next page; null after the last. */
  nextCursor: string | null;
}

/**
 * A page by cursor, newest first. Ids are time-ordered, so the cursor is the last id seen: people who join or leave
 * between two pages neither repeat nor hide anybody else. One round trip.
 */
export async function listUsersAfter(tenant: Tenant, cursor: string | null, limit: number): Promise<UserPage> {
  const rows = await tenant.db.prisma.user.findMany({
    where: cursor === null ? {} : { id: { lt: cursor } },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: { id: true, email: true, name: true, createdAt: true },
  });
  const users = rows.slice(0, limit);
  return { users, nextCursor: rows.length > limit ? (users.at(-1)?.id ?? null) : null };
}

/** One round trip. @throws not_found */
export async function getUser(tenant: Tenant, id: string): Promise<User> {
  assertUserId(id);
  const user = await tenant.db.prisma.user.findFirst({ where: { id }, select: USER });
  if (!user) throw userNotFound();
  const { roles, teams, ...person } = user;
  return { ...person, roles: roles.map(({ role }) => role), teams: teams.map(({ team }) => team) };
}

const NAMED = { select: { id: true, name: true, slug: true } } as const;

const USER = {
  id: true,
  email: true,
  firstName: true,
  lastName: true,
  name: true,
  phone: true,
  emailVerifiedAt: true,
  mfaEnabled: true,
  blockedAt: true,
  blockedReason: true,
  lastLoginAt: true,
  createdAt: true,
  updatedAt: true,
  roles: { select: { role: NAMED }, orderBy: { role: { slug: 'asc' } } },
  teams: { select: { team: NAMED }, orderBy: { team: { slug: 'asc' } } },
} as const satisfies Prisma.UserSelect;

/**
 * Soft-deletes a person. Deletes sessions and codes, and revokes tokens and consents. One round trip.
 * @throws not_found; conflict for the organisation's owner, who cannot be deleted
 */
export async function deleteUser(tenant: Tenant, id: string): Promise<void> {
  assertUserId(id);
  const { now } = tenant;
  const { prisma } = tenant.db;
  const theirs = { where: { id }, select: { id: true } } as const;
  await tenant.db.flight(
    ...lockAccess(id),
    required(prisma.user.findUnique(theirs), userNotFound),
    required(
      prisma.user.findUnique({ ...theirs, where: { id, ownedOrganisation: null } }),
      () => new AppError('conflict', 'The owner of the organisation cannot be deleted'),
    ),
    // Before the person is deleted: the tenant's Prisma hides deleted people.
    ...endAccess(tenant, id),
    prisma.consent.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now, updatedAt: now } }),
    prisma.user.update({ ...theirs, data: { deletedAt: now, updatedAt: now } }),
    recordEvent(tenant, { type: 'user.deleted', resourceId: id }),
  );
}

function assertUserId(id: string): void {
  if (!isUuid(id)) throw userNotFound();
}

function userNotFound(): AppError {
  return new AppError('not_found', 'User not found');
}
