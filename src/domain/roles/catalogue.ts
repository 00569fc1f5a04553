/** The permission catalogue, as administrators read it. It is the same for every organisation; the seed writes it. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { containsText } from '../../lib/patterns.ts';
import type { TenantPrisma } from '../../platform/database/tenant-prisma.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';

const STORED = {
  id: true,
  slug: true,
  name: true,
  description: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.PermissionSelect;

type StoredPermission = Prisma.PermissionGetPayload<{ select: typeof STORED }>;

export interface CataloguePermission extends StoredPermission {
  category: string;
}

/** Categories that are not the resource of the slug. */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['*', 'organisation'],
  ['permissions', 'roles'],
]);

/** The group in which clients show a permission. */
function categoryOf(slug: string): string {
  const [resource = slug] = slug.split(':');
  return CATEGORIES.get(resource) ?? resource;
}

const toListed = (permission: StoredPermission): CataloguePermission => {
  return { ...permission, category: categoryOf(permission.slug) };
};

export interface PermissionQuery {
  /** Any part of the slug, the name or the description. */
  search?: string | undefined;
  limit: number;
  offset: number;
  /** The slug of the last permission of the previous page; the offset counts from there. */
  cursor?: string | undefined;
}

/** Ordered by slug. One round trip. */
export async function listPermissions(
  { db }: Tenant,
  { search, limit, offset, cursor }: PermissionQuery,
): Promise<{ permissions: CataloguePermission[]; nextCursor: string | null } & Total> {
  const text = search ? containsText(search) : null;
  const where = text ? { OR: [{ slug: text }, { name: text }, { description: text }] } : {};
  const [found, count] = await db.flight(
    db.prisma.permission.findMany({
      where: { AND: [where, cursor === undefined ? {} : { slug: { gt: cursor } }] },
      select: STORED,
      orderBy: { slug: 'asc' },
      skip: offset,
      take: limit,
    }),
    db.prisma.permission.count({ where, take: COUNT_TAKE }),
  );
  const last = found.length === limit ? found.at(-1) : undefined;
  return { permissions: found.map(toListed), nextCursor: last?.slug ?? null, ...totalOf(count) };
}

/** @param reference the id of a permission, or its slug */
function isPermission(reference: string): Prisma.PermissionWhereInput {
  return isUuid(reference) ? { id: reference } : { slug: reference };
}

/** What a role shows of a permission. */
export const SHOWN = { id: true, slug: true, name: true, description: true } as const satisfies Prisma.PermissionSelect;

export type ShownPermission = Prisma.PermissionGetPayload<{ select: typeof SHOWN }>;

/** The read of several permissions, by ids or slugs. */
export function findPermissions(prisma: TenantPrisma, references: readonly string[]) {
  const where = { OR: references.map(isPermission) };
  return prisma.permission.findMany({ where, select: SHOWN, orderBy: { slug: 'asc' } });
}

/** Whether each of these ids or slugs was found. */
export function namesAll(found: readonly ShownPermission[], references: readonly string[]): boolean {
  const known = new Set(found.flatMap(({ id, slug }) => [id, slug]));
  return references.every((reference) => known.has(reference));
}

/** By id or slug. One round trip. @throws not_found */
export async function getPermission({ db }: Tenant, reference: string): Promise<CataloguePermission> {
  const found = await db.prisma.permission.findFirst({ where: isPermission(reference), select: STORED });
  if (!found) throw new AppError('not_found', 'Permission not found');
  return toListed(found);
}
