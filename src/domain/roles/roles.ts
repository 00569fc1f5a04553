/** The roles of an organisation, with their permissions and the number of those who hold them. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { containsText, escapePattern } from '../../lib/patterns.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { SHOWN, type ShownPermission } from './catalogue.ts';
import { countHolders, countHoldersOfEach } from './holders.ts';

export const ROLE = {
  id: true,
  organisationId: true,
  name: true,
  slug: true,
  description: true,
  isDefault: true,
  createdAt: true,
  updatedAt: true,
  permissions: {
    select: { permission: { select: SHOWN } },
    orderBy: { permission: { slug: 'asc' } },
  },
} as const satisfies Prisma.RoleSelect;

export type RoleRow = Prisma.RoleGetPayload<{ select: typeof ROLE }>;

export interface Role extends Omit<RoleRow, 'permissions'> {
  permissions: ShownPermission[];
  /** People and guests. */
  holders: Total;
}

/** The slug of the role that every owner has. It contains `*`, and stays as it is. */
export const OWNER_SLUG = 'owner';

export function toRole({ permissions, ...role }: RoleRow, holders: Total): Role {
  return { ...role, permissions: permissions.map(({ permission }) => permission), holders };
}

/** What a list can be sorted by. Ids are time-ordered. */
const SORT_FIELDS = { slug: 'slug', name: 'name', createdAt: 'id' } as const;
const SORT_COLUMNS = { slug: sql`r.slug`, name: sql`r.name`, createdAt: sql`r.id` };
const ORDERS = { asc: sql`ASC`, desc: sql`DESC` };
const BEYOND = { asc: sql`>`, desc: sql`<` };

export interface RoleQuery {
  /** Any part of the name or the slug. */
  search?: string | undefined;
  sort: keyof typeof SORT_FIELDS;
  order: keyof typeof ORDERS;
  limit: number;
  offset: number;
  /** The position of the last role of the previous page; the offset counts from there. */
  cursor?: readonly string[] | undefined;
}

/** The number of values in a cursor: the one by which a role is sorted, and its id. */
export const ROLE_CURSOR_LENGTH = 2;

/** One round trip. @throws bad_request for a cursor of another list */
export async function listRoles(
  tenant: Tenant,
  query: RoleQuery,
): Promise<{ roles: Role[]; nextCursor: string[] | null } & Total> {
  assertCursor(query);
  const { sort, order, limit, offset } = query;
  const field = SORT_FIELDS[sort];
  const { prisma } = tenant.db;
  const [found, counted, sizes] = await tenant.db.flight(
    prisma.role.findMany({
      where: { AND: [matching(query), afterCursor(query)] },
      select: ROLE,
      orderBy: [{ [field]: order }, { id: order }],
      skip: offset,
      take: limit,
    }),
    prisma.role.count({ where: matching(query), take: COUNT_TAKE }),
    countHoldersOfEach(pageOfIds(tenant, query)),
  );
  const sizeOf = new Map(sizes.map(({ id, total, isEstimate }) => [id, { total, isEstimate }]));
  // Nobody was counted for a role that was added between the two statements.
  const roles = found.map((row) => toRole(row, sizeOf.get(row.id) ?? { total: 0, isEstimate: true }));
  const last = roles.length === limit ? roles.at(-1) : undefined;
  return { roles, nextCursor: last ? [last[field], last.id] : null, ...totalOf(counted) };
}

function assertCursor({ sort, cursor }: RoleQuery): void {
  if (!cursor) return;
  const [value = '', id = ''] = cursor;
  if (isUuid(id) && (sort !== 'createdAt' || isUuid(value))) return;
  throw new AppError('bad_request', 'Not a cursor of this list: give nextCursor of a page');
}

function matching({ search }: RoleQuery): Prisma.RoleWhereInput {
  if (!search) return {};
  const text = containsText(search);
  return { OR: [{ name: text }, { slug: text }] };
}

function afterCursor({ sort, order, cursor }: RoleQuery): Prisma.RoleWhereInput {
  if (!cursor) return {};
  const [value = '', id = ''] = cursor;
  const field = SORT_FIELDS[sort];
  const beyond = order === 'asc' ? 'gt' : 'lt';
  return { OR: [{ [field]: { [beyond]: value } }, { [field]: value, id: { [beyond]: id } }] };
}

/**
 * The same page for `countHoldersOfEach`.
 * SQL: becomes part of its statement
 */
function pageOfIds({ organisationId }: Tenant, { search, sort, order, cursor, limit, offset }: RoleQuery): Sql {
  const pattern = `%${escapePattern(search ?? '')}%`;
  const isFound = search ? sql`(r.name ILIKE ${pattern} OR r.slug ILIKE ${pattern})` : sql`TRUE`;
  const [value = null, id = null] = cursor ?? [];
  const text = sort === 'name' ? sql`r.name` : sql`r.slug`;
  const isBeyond =
    sort === 'createdAt'
      ? sql`r.id ${BEYOND[order]} ${id}::uuid`
      : sql`(${text}, r.id) ${BEYOND[order]} (${value}::text, ${id}::uuid)`;
  const isFollowing = cursor ? isBeyond : sql`TRUE`;
  return sql`
    SELECT r.organisation_id, r.id FROM roles r
    WHERE r.organisation_id = ${organisationId} AND ${isFound} AND ${isFollowing}
    ORDER BY ${SORT_COLUMNS[sort]} ${ORDERS[order]}, r.id ${ORDERS[order]} LIMIT ${limit} OFFSET ${offset}`;
}

/** One round trip. @throws not_found */
export async function getRole(tenant: Tenant, id: string): Promise<Role> {
  if (!isUuid(id)) throw roleNotFound();
  const [found, ...counted] = await tenant.db.flight(
    tenant.db.prisma.role.findUnique({ where: { id }, select: ROLE }),
    ...countHolders(tenant.db.prisma, id),
  );
  if (!found) throw roleNotFound();
  return toRole(found, totalOf(...counted));
}

export function roleNotFound(): AppError {
  return new AppError('not_found', 'Role not found');
}
