/**
 * The roles of a person. Nobody gives a role with permissions that they lack, takes roles from a person who has more
 * permissions than they have, or takes from themselves what they need to undo it.
 */
import { AppError } from '../../errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { required } from '../../platform/database/required-row.ts';
import { assertMayGrant } from '../access/grants.ts';
import { assertNotLockedOut } from '../access/rights.ts';
import { recordEvents } from '../events/emit.ts';
import { OWNER_SLUG } from '../roles/roles.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import { type Managed, type Management, openPerson, permissionsOf, type RoleDetails } from './management.ts';
import { type UserDetails, userNotFound } from './users.ts';

/** Replaces all roles of a person. Two round trips. @throws not_found; forbidden; conflict */
export function replaceRoles(
  tenant: Tenant,
  id: string,
  management: Management,
  roleIds: readonly string[],
): Promise<UserDetails> {
  return change(tenant, id, { ...management, roleIds }, (_present, named) => named);
}

/** A role that the person has already changes nothing. Two round trips. @throws not_found; forbidden */
export async function assignRole(tenant: Tenant, id: string, management: Management, roleId: string): Promise<void> {
  await change(tenant, id, { ...management, roleIds: [roleId] }, (present, named) => [...present, ...named]);
}

/** A role that the person does not have changes nothing. Two round trips. @throws not_found; forbidden; conflict */
export async function removeRole(tenant: Tenant, id: string, management: Management, roleId: string): Promise<void> {
  await change(tenant, id, { ...management, roleIds: [roleId] }, (present, named) =>
    present.filter((role) => named.every((taken) => taken.id !== role.id)),
  );
}

function change(
  tenant: Tenant,
  id: string,
  management: Management & { roleIds: readonly string[] },
  choose: (present: RoleDetails[], named: RoleDetails[]) => RoleDetails[],
): Promise<UserDetails> {
  return tenant.db.transaction(async (transaction) => {
    const managed = await openPerson(transaction, tenant, id, management);
    const { person, roles } = managed;
    const { items, after } = roleChanges(tenant, transaction, managed, choose(person.roles, roles));
    transaction.defer(...items);
    return { ...person, ...after };
  });
}

export interface RoleChanges {
  items: FlightItem[];
  after: Pick<UserDetails, 'roles' | 'updatedAt'>;
}

/**
 * The writes that give a person these roles and no others.
 * @throws forbidden for a role with permissions that the actor lacks; conflict
 */
export function roleChanges(
  tenant: Tenant,
  { prisma }: Pick<TenantTransaction, 'prisma'>,
  managed: Managed,
  wanted: readonly RoleDetails[],
): RoleChanges {
  const { person, rights } = managed;
  const has = (roles: readonly RoleDetails[], { id }: RoleDetails) => roles.some((role) => role.id === id);
  const added = wanted.filter((role) => !has(person.roles, role));
  const removed = person.roles.filter((role) => !has(wanted, role));
  const kept = person.roles.filter((role) => has(wanted, role));
  const roles = [...kept, ...added].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  if (added.length + removed.length === 0) return { items: [], after: { roles, updatedAt: person.updatedAt } };
  assertMayGrant(rights.permissions, permissionsOf(added));
  if (managed.isOwner && removed.some(({ slug }) => slug === OWNER_SLUG)) throw ownerRoleStays();
  if (managed.isSelf) assertNotLockedOut('assignment', permissionsOf(person.roles), permissionsOf(roles));
  const { organisationId, now } = tenant;
  const userId = person.id;
  return {
    after: { roles, updatedAt: now },
    items: [
      required(
        prisma.user.update({ where: { id: userId }, data: { updatedAt: now }, select: { id: true } }),
        userNotFound,
      ),
      prisma.userRole.deleteMany({ where: { userId, roleId: { in: removed.map(({ id }) => id) } } }),
      prisma.userRole.createMany({
        data: added.map(({ id: roleId }) => ({ organisationId, userId, roleId, createdAt: now })),
        skipDuplicates: true,
      }),
      recordEvents(tenant, [
        ...added.map((role) => ({ type: 'user.role_assigned', ...subjectOf(userId, role) }) as const),
        ...removed.map((role) => ({ type: 'user.role_removed', ...subjectOf(userId, role) }) as const),
      ]),
    ],
  };
}

function subjectOf(resourceId: string, { id: roleId, slug }: RoleDetails) {
  return { resourceId, metadata: { roleId, role: slug } };
}

function ownerRoleStays(): AppError {
  return new AppError('conflict', 'The owner keeps the role Owner: hand the organisation over first');
}
