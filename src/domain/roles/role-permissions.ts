/** Adds permissions to roles, and removes them. */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import type { TenantPrisma } from '../../platform/database/tenant-prisma.ts';
import { assertMayGrant } from '../access/grants.ts';
import { assertNotLockedOut, permissionsIn, type Rights } from '../access/rights.ts';
import { recordEvents } from '../events/emit.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { namesAll, type ShownPermission } from './catalogue.ts';
import { openRole, refuseOwnerRole } from './change.ts';
import { linksTo } from './changes.ts';
import type { Role } from './roles.ts';

/** A role, and a permission by its id or its slug. */
export interface RolePermission {
  roleId: string;
  permission: string;
}

/**
 * Two round trips.
 * @throws not_found; conflict when the role has it; forbidden for a permission that the actor lacks, or a role with
 *   such a permission; bad_request for the Owner role
 */
export async function addPermission(
  tenant: Tenant,
  held: readonly string[],
  { roleId, permission }: RolePermission,
): Promise<ShownPermission> {
  const notFound = () => new AppError('not_found', 'Role or permission not found');
  const choose = (role: Role, found: ShownPermission[]) => {
    const [added] = found;
    if (!added) throw notFound();
    if (has(role, added)) throw new AppError('conflict', 'Permission is already assigned to this role');
    return [...role.permissions, added];
  };
  const { named } = await choosePermissions(tenant, held, { roleId, references: [permission], choose, notFound });
  return named[0] as ShownPermission;
}

/**
 * Two round trips.
 * @throws not_found, also when the role does not have it; conflict where the actor would lock themselves out; forbidden
 *   for a role with permissions that the actor lacks; bad_request for the Owner role
 */
export async function removePermission(
  tenant: Tenant,
  held: readonly string[],
  { roleId, permission }: RolePermission,
): Promise<ShownPermission> {
  const notFound = () => new AppError('not_found', 'Role or permission not found, or permission not assigned to role');
  const choose = (role: Role, [removed]: ShownPermission[]) => {
    if (!removed || !has(role, removed)) throw notFound();
    return role.permissions.filter(({ id }) => id !== removed.id);
  };
  const { named } = await choosePermissions(tenant, held, { roleId, references: [permission], choose, notFound });
  return named[0] as ShownPermission;
}

/**
 * The role has these permissions and no others. Two round trips.
 * @param references ids or slugs
 * @throws not_found; conflict where the actor would lock themselves out; forbidden for permissions that the actor
 *   lacks, or a role with such permissions; bad_request for the Owner role
 */
export async function replacePermissions(
  tenant: Tenant,
  held: readonly string[],
  roleId: string,
  references: readonly string[],
): Promise<Role> {
  const notFound = () => new AppError('not_found', 'Role or permission not found');
  const choose = (_role: Role, found: ShownPermission[]) => {
    if (!namesAll(found, references)) throw notFound();
    return found;
  };
  return (await choosePermissions(tenant, held, { roleId, references, choose, notFound })).role;
}

const has = (role: Role, { id }: ShownPermission) => role.permissions.some((permission) => permission.id === id);

interface Choice {
  roleId: string;
  /** Ids or slugs of permissions. */
  references: readonly string[];
  /** The permissions of the role after the change, from the role and the permissions that were found. */
  choose(role: Role, found: ShownPermission[]): ShownPermission[];
  notFound(): AppError;
}

function choosePermissions(
  tenant: Tenant,
  held: readonly string[],
  { roleId, references, choose, notFound }: Choice,
): Promise<{ role: Role; named: ShownPermission[] }> {
  return tenant.db.transaction(async (transaction) => {
    const change = { takes: 'roles:update', held, roleNotFound: notFound, references } as const;
    const { role, rights, named } = await openRole(transaction, tenant, roleId, change);
    refuseOwnerRole(role, 'keeps its permissions');
    const chosen = choose(role, named).toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
    const added = chosen.filter((permission) => !has(role, permission));
    const kept = new Set(chosen.map(({ id }) => id));
    const removed = role.permissions.filter(({ id }) => !kept.has(id));
    assertMayChoose(rights, role, { added, chosen });
    transaction.defer(...writeChoice(tenant, transaction.prisma, role, { added, removed }));
    return { role: { ...role, permissions: chosen, updatedAt: tenant.now }, named };
  });
}

const slugsOf = (permissions: readonly ShownPermission[]) => permissions.map(({ slug }) => slug);

function assertMayChoose(
  rights: Rights,
  role: Role,
  { added, chosen }: { added: ShownPermission[]; chosen: ShownPermission[] },
): void {
  assertMayGrant(rights.permissions, slugsOf(added));
  const after = rights.roles.map((own) => (own.id === role.id ? { ...own, permissions: slugsOf(chosen) } : own));
  assertNotLockedOut('role', permissionsIn(rights.roles), permissionsIn(after));
}

function writeChoice(
  tenant: Tenant,
  prisma: TenantPrisma,
  { id: roleId }: Role,
  { added, removed }: { added: ShownPermission[]; removed: ShownPermission[] },
): FlightItem[] {
  const { now } = tenant;
  const events = [
    ...added.map(({ slug }) => ({ type: 'permission.granted', metadata: { permission: slug } }) as const),
    ...removed.map(({ slug }) => ({ type: 'permission.revoked', metadata: { permission: slug } }) as const),
  ];
  return [
    prisma.rolePermission.createMany({ data: linksTo(tenant, roleId, added) }),
    prisma.rolePermission.deleteMany({ where: { roleId, permissionId: { in: removed.map(({ id }) => id) } } }),
    // Also when nothing changes: the seed does not complete a role that an administrator has chosen permissions for.
    prisma.role.update({
      where: { id: roleId },
      data: { permissionsChosenAt: now, updatedAt: now },
      select: { id: true },
    }),
    recordEvents(
      tenant,
      events.map((event) => ({ ...event, resourceId: roleId })),
    ),
  ];
}
