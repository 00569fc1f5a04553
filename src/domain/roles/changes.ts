/** Creates, changes and deletes roles. */
import { AppError } from '../../errors.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { freeSlug, slugify } from '../../lib/slug.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import { sql } from '../../platform/database/statement.ts';
import type { TenantPrisma } from '../../platform/database/tenant-prisma.ts';
import { assertMayGrant } from '../access/grants.ts';
import {
  assertNotLockedOut,
  assertStillPermitted,
  currentRights,
  lockRoles,
  permissionsIn,
  readActor,
} from '../access/rights.ts';
import { recordEvent } from '../events/emit.ts';
import { NO_TOTAL } from '../unit-of-work/counts.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import { findPermissions, namesAll, type ShownPermission } from './catalogue.ts';
import { openRole, refuseOwnerRole } from './change.ts';
import { OWNER_SLUG, type Role } from './roles.ts';

export interface NewRole {
  name: string;
  /** Derived from the name when absent. */
  slug?: string | undefined;
  description: string | null;
  isDefault: boolean;
  /** Ids or slugs. */
  permissions: readonly string[];
}

/**
 * Two round trips.
 * @throws conflict when the organisation has a role with this slug; not_found for an unknown permission; forbidden for
 *   one that the actor lacks
 */
export function createRole(tenant: Tenant, held: readonly string[], input: NewRole): Promise<Role> {
  const { now, organisationId } = tenant;
  return tenant.db.transaction(async (transaction) => {
    const { slug, permissions } = await checkNewRole(transaction, tenant, held, input);
    const { name, description, isDefault } = input;
    const id = uuidv7(now);
    const role = { id, organisationId, name, slug, description, isDefault, createdAt: now, updatedAt: now };
    const { prisma } = transaction;
    transaction.defer(
      ...(isDefault ? [replaceDefault(prisma, tenant, id)] : []),
      prisma.role.create({ data: { ...role, permissionsChosenAt: now }, select: { id: true } }),
      prisma.rolePermission.createMany({ data: linksTo(tenant, id, permissions) }),
      recordEvent(tenant, {
        type: 'role.created',
        resourceId: id,
        metadata: { name, slug, isDefault, permissions: permissions.map((permission) => permission.slug) },
      }),
    );
    return { ...role, permissions, holders: NO_TOTAL };
  });
}

export function linksTo({ organisationId, now }: Tenant, roleId: string, permissions: readonly ShownPermission[]) {
  return permissions.map(({ id }) => ({ organisationId, roleId, permissionId: id, createdAt: now }));
}

/** One round trip, the first of the transaction. */
async function checkNewRole(
  transaction: TenantTransaction,
  tenant: Tenant,
  held: readonly string[],
  input: NewRole,
): Promise<{ slug: string; permissions: ShownPermission[] }> {
  const wanted = input.slug ?? slugify(input.name, 'role');
  const { prisma } = transaction;
  const [, permissions, similar, ...actors] = await transaction.flight(
    lockRoles(tenant),
    findPermissions(prisma, input.permissions),
    prisma.role.findMany({
      where: { OR: [{ slug: wanted }, { slug: { startsWith: `${wanted}-` } }] },
      select: { slug: true },
    }),
    ...readActor(tenant.actor, prisma),
  );
  const rights = currentRights(tenant.actor, held, actors);
  assertStillPermitted(rights, 'roles:create');
  if (!namesAll(permissions, input.permissions)) throw new AppError('not_found', 'Permission not found');
  assertMayGrant(
    rights.permissions,
    permissions.map(({ slug }) => slug),
  );
  const taken = [OWNER_SLUG, ...similar.map(({ slug }) => slug)];
  if (input.slug === undefined) return { slug: freeSlug(wanted, taken), permissions };
  if (taken.includes(wanted)) throw slugTaken();
  return { slug: wanted, permissions };
}

function slugTaken(): AppError {
  const message = 'A role with this slug exists already';
  return new AppError('conflict', message, { extensions: { errors: [{ path: ['slug'], message }] } });
}

/** Another role that was the default is not any more. The index `roles_one_default` allows one. */
function replaceDefault(prisma: TenantPrisma, { now }: Tenant, id: string): FlightItem {
  return prisma.role.updateMany({
    where: { isDefault: true, id: { not: id } },
    data: { isDefault: false, updatedAt: now },
  });
}

export interface RoleChanges {
  name?: string | undefined;
  description?: string | null | undefined;
  isDefault?: boolean | undefined;
}

/**
 * The slug cannot change: applications identify the role by it. Two round trips.
 * @throws not_found; forbidden for a role with permissions that the actor lacks; bad_request for the Owner role as the
 *   default
 */
export function updateRole(
  tenant: Tenant,
  held: readonly string[],
  id: string,
  { name, description, isDefault }: RoleChanges,
): Promise<Role> {
  const { now } = tenant;
  return tenant.db.transaction(async (transaction) => {
    const { role } = await openRole(transaction, tenant, id, { takes: 'roles:update', held });
    if (isDefault) refuseOwnerRole(role, 'cannot be the default');
    const changes = {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(isDefault === undefined ? {} : { isDefault }),
    };
    const data = { ...changes, updatedAt: now };
    transaction.defer(
      ...(isDefault ? [replaceDefault(transaction.prisma, tenant, id)] : []),
      transaction.prisma.role.update({ where: { id }, data, select: { id: true } }),
      recordEvent(tenant, { type: 'role.updated', resourceId: id, metadata: { changes } }),
    );
    return { ...role, ...data };
  });
}

/** More are not deleted together with their role: the statement would take too long. */
const HOLDERS_MAX = 10_000;

/**
 * Those who have the role lose it. Two round trips.
 * @throws not_found; bad_request for the Owner role; forbidden for a role with permissions that the actor lacks;
 *   conflict for the default role, for one that pending invitations give, for one that too many people have, and where
 *   the actor would lock themselves out
 */
export async function deleteRole(tenant: Tenant, held: readonly string[], id: string): Promise<void> {
  await tenant.db.transaction(async (transaction) => {
    const { role, rights } = await openRole(transaction, tenant, id, { takes: 'roles:delete', held });
    refuseOwnerRole(role, 'cannot be deleted');
    if (role.isDefault) throw new AppError('conflict', 'This is the default role: make another one the default first');
    const rest = rights.roles.filter((own) => own.id !== id);
    assertNotLockedOut('role', permissionsIn(rights.roles), permissionsIn(rest));
    const { name, slug } = role;
    transaction.defer(
      ...refuseDeletion(transaction.prisma, tenant, id),
      transaction.prisma.role.delete({ where: { id }, select: { id: true } }),
      recordEvent(tenant, { type: 'role.deleted', resourceId: id, metadata: { name, slug } }),
    );
  });
}

/** Conditions of the deletion, which is undone unless they are met. */
function refuseDeletion(prisma: TenantPrisma, { now }: Tenant, id: string): FlightItem[] {
  const isPending = { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
  return [
    required(
      prisma.role.findUnique({ where: { id, invitations: { none: isPending } }, select: { id: true } }),
      () => new AppError('conflict', 'Pending invitations give this role: cancel them first'),
    ),
    required(
      // SQL: counts up to a bound
      sql`
        SELECT 1 AS few FROM (SELECT FROM user_roles WHERE role_id = ${id} LIMIT ${HOLDERS_MAX + 1}) h
        HAVING count(*) <= ${HOLDERS_MAX}`,
      () => new AppError('conflict', `More than ${HOLDERS_MAX} people have this role: take it from them first`),
    ),
  ];
}
