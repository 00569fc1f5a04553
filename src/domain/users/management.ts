/**
 * What every change of somebody else's account begins with: the lock that changes of rights take, the person, and what
 * the actor may do now. Of two administrators who take each other's rights at the same moment, the second one is refused.
 */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { assertMayManage } from '../access/grants.ts';
import type { Permission } from '../access/permissions.ts';
import { assertStillPermitted, currentRights, lockRoles, type Rights, readActor } from '../access/rights.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import {
  assertUserId,
  ROLE_DETAILS,
  readUser,
  readUserOfSession,
  toUserDetails,
  type UserDetails,
  userNotFound,
} from './users.ts';

export interface Management {
  /** The permission that the operation takes. */
  takes: Permission;
  /** The permissions of the credential. */
  held: readonly string[];
}

export interface Managed {
  person: UserDetails;
  organisation: { name: string; branding: unknown };
  isOwner: boolean;
  /** Whether the actor is this person. */
  isSelf: boolean;
  rights: Rights;
  /** The roles that were asked for, in the order of their slugs. */
  roles: RoleDetails[];
}

export type RoleDetails = UserDetails['roles'][number];

type RoleRow = Prisma.RoleGetPayload<{ select: typeof ROLE_DETAILS }>;

export function toRoleDetails({ permissions, ...role }: RoleRow): RoleDetails {
  return { ...role, permissions: permissions.map(({ permission }) => permission) };
}

/** The permissions of roles. */
export function permissionsOf(roles: readonly RoleDetails[]): string[] {
  return roles.flatMap(({ permissions }) => permissions.map(({ slug }) => slug));
}

/**
 * One round trip, the first of its transaction.
 * @param who a person's id, or the session of the person who is wanted
 * @param roleIds further roles to read
 * @throws not_found; forbidden when the person has permissions that the actor lacks
 */
export async function openPerson(
  transaction: TenantTransaction,
  tenant: Tenant,
  who: string | { sessionId: string },
  { takes, held, roleIds = [] }: Management & { roleIds?: readonly string[] },
): Promise<Managed> {
  const { actor, organisationId } = tenant;
  const { prisma } = transaction;
  const [, row, organisation, roles, ...actors] = await transaction.flight(
    lockRoles(tenant),
    findPerson(transaction, who),
    prisma.organisation.findUnique({
      where: { id: organisationId },
      select: { name: true, branding: true, ownerId: true },
    }),
    findRoles(transaction, roleIds),
    ...readActor(actor, prisma),
  );
  if (!organisation) throw userNotFound();
  const person = toUserDetails(row);
  const rights = currentRights(actor, held, actors);
  assertStillPermitted(rights, takes);
  assertMayManage(rights.permissions, permissionsOf(person.roles));
  const { ownerId, ...shown } = organisation;
  const [isOwner, isSelf] = [ownerId === person.id, actor.userId === person.id];
  return { person, organisation: shown, isOwner, isSelf, rights, roles: rolesNamed(roleIds, roles) };
}

/** @throws not_found */
function findPerson(transaction: TenantTransaction, who: string | { sessionId: string }) {
  if (typeof who === 'string') {
    assertUserId(who);
    return readUser(transaction, who);
  }
  if (!isUuid(who.sessionId)) throw sessionNotFound();
  return required(readUserOfSession(transaction, who.sessionId), sessionNotFound);
}

export function sessionNotFound(): AppError {
  return new AppError('not_found', 'Session not found');
}

/** For `rolesNamed`. */
export function findRoles({ prisma }: Pick<TenantTransaction, 'prisma'>, ids: readonly string[]) {
  const where = { id: { in: ids.filter(isUuid) } };
  return prisma.role.findMany({ where, select: ROLE_DETAILS, orderBy: { slug: 'asc' } });
}

/** @throws not_found when one of them is unknown or of another organisation */
export function rolesNamed(ids: readonly string[], rows: readonly RoleRow[]): RoleDetails[] {
  return rolesAmong(rows.map(toRoleDetails), ids);
}

/** The same for roles that were read for several requests. */
export function rolesAmong(roles: readonly RoleDetails[], ids: readonly string[]): RoleDetails[] {
  const named = roles.filter(({ id }) => ids.includes(id));
  if (named.length !== new Set(ids).size) throw new AppError('not_found', 'Role not found');
  return named;
}

/** @throws conflict: what belongs to one's own account has proofs of its own there */
export function refuseSelf({ isSelf }: Managed, what: string): void {
  if (isSelf) throw new AppError('conflict', `You cannot ${what} your own account here`);
}

/** @throws conflict */
export function refuseOwner({ isOwner }: Managed, what: string): void {
  if (isOwner) throw new AppError('conflict', `The owner of the organisation cannot ${what}`);
}
