/**
 * Guests as administrators see them: memberships of people whose account belongs to another organisation. The host gives
 * roles and ends memberships; it never reads or changes the account (docs/decisions/0026-guests.md).
 */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { required } from '../../platform/database/required-row.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import { assertMayGrant, assertMayManage } from '../access/grants.ts';
import {
  assertNotLockedOut,
  assertStillPermitted,
  currentRights,
  lockRoles,
  type Rights,
  readActor,
} from '../access/rights.ts';
import { recordEvent } from '../events/emit.ts';
import { COUNT_TAKE, type Total, totalOf } from '../unit-of-work/counts.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import {
  findRoles,
  type Management,
  permissionsOf,
  type RoleDetails,
  rolesNamed,
  toRoleDetails,
} from './management.ts';
import { ROLE_DETAILS, userNotFound } from './users.ts';

const MEMBERSHIP = {
  id: true,
  organisationId: true,
  userId: true,
  joinedAt: true,
  blockedAt: true,
  roles: { select: { role: { select: ROLE_DETAILS } }, orderBy: { role: { slug: 'asc' } } },
  teams: { select: { team: { select: { id: true, name: true, slug: true } } }, orderBy: { team: { slug: 'asc' } } },
} as const satisfies Prisma.OrganisationMemberSelect;

type MembershipRow = Prisma.OrganisationMemberGetPayload<{ select: typeof MEMBERSHIP }>;

export type Membership = Omit<MembershipRow, 'roles' | 'teams'> & {
  roles: RoleDetails[];
  teams: { id: string; name: string; slug: string }[];
};

function toMembership({ roles, teams, ...member }: MembershipRow): Membership {
  return { ...member, roles: roles.map(({ role }) => toRoleDetails(role)), teams: teams.map(({ team }) => team) };
}

/** In the order of their ids, the newest first. One round trip. */
export async function listMemberships(
  { db }: Tenant,
  { limit, offset, cursor }: { limit: number; offset: number; cursor?: string | undefined },
): Promise<{ memberships: Membership[]; nextCursor: string | null } & Total> {
  const [rows, counted] = await db.flight(
    db.prisma.organisationMember.findMany({
      where: { leftAt: null, ...(cursor === undefined ? {} : { id: { lt: cursor } }) },
      select: MEMBERSHIP,
      orderBy: { id: 'desc' },
      skip: offset,
      take: limit,
    }),
    db.prisma.organisationMember.count({ where: { leftAt: null }, take: COUNT_TAKE }),
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { memberships: rows.map(toMembership), nextCursor: last?.id ?? null, ...totalOf(counted) };
}

interface ManagedMember {
  member: Membership | null;
  isPresent: boolean;
  rights: Rights;
  roles: RoleDetails[];
}

/** One round trip, the first of its transaction. */
async function openMember(
  transaction: TenantTransaction,
  tenant: Tenant,
  where: Prisma.OrganisationMemberWhereInput,
  { takes, held, roleIds = [] }: Management & { roleIds?: readonly string[] },
): Promise<ManagedMember> {
  const { actor } = tenant;
  const { prisma } = transaction;
  const [, row, roles, ...actors] = await transaction.flight(
    lockRoles(tenant),
    prisma.organisationMember.findFirst({ where, select: { ...MEMBERSHIP, leftAt: true } }),
    findRoles(transaction, roleIds),
    ...readActor(actor, prisma),
  );
  const rights = currentRights(actor, held, actors);
  assertStillPermitted(rights, takes);
  if (!row) return { member: null, isPresent: false, rights, roles: [] };
  const { leftAt, ...member } = row;
  return { member: toMembership(member), isPresent: leftAt === null, rights, roles: rolesNamed(roleIds, roles) };
}

/**
 * Makes somebody a guest again who has been one: they have accepted an invitation before. Others are invited. Roles and
 * teams from before are not restored, and applications ask for consent anew. Two round trips.
 * @throws not_found for everybody who was never a guest here; conflict; forbidden
 */
export function restoreMembership(
  tenant: Tenant,
  management: Management,
  { userId, roleIds }: { userId: string; roleIds: readonly string[] },
): Promise<Membership> {
  if (!isUuid(userId)) throw userNotFound();
  return tenant.db.transaction(async (transaction) => {
    const { member, isPresent, rights, roles } = await openMember(
      transaction,
      tenant,
      { userId },
      { ...management, roleIds },
    );
    if (!member) throw userNotFound();
    if (isPresent) throw new AppError('conflict', 'This person is a guest already');
    assertMayGrant(rights.permissions, permissionsOf(roles));
    const { now } = tenant;
    const { prisma } = transaction;
    const theirs = { memberId: member.id };
    transaction.defer(
      required(
        prisma.organisationMember.update({
          where: { id: member.id, leftAt: { not: null } },
          data: { leftAt: null, joinedAt: now },
          select: { id: true },
        }),
        userNotFound,
      ),
      prisma.organisationMemberRole.deleteMany({ where: theirs }),
      prisma.organisationMemberTeam.deleteMany({ where: theirs }),
      prisma.organisationMemberRole.createMany({ data: rowsOf(tenant, member, roles) }),
      recordEvent(tenant, { type: 'membership.created', resourceId: userId, metadata: { membershipId: member.id } }),
    );
    return { ...member, joinedAt: now, roles, teams: [] };
  });
}

/**
 * Replaces the roles of a guest. Two round trips.
 * @throws not_found; forbidden for a guest, or a role, with permissions that the actor lacks; conflict
 */
export function replaceGuestRoles(
  tenant: Tenant,
  memberId: string,
  management: Management,
  roleIds: readonly string[],
): Promise<Membership> {
  if (!isUuid(memberId)) throw membershipNotFound();
  return tenant.db.transaction(async (transaction) => {
    const { member, rights, roles } = await openMember(transaction, tenant, present(memberId), {
      ...management,
      roleIds,
    });
    if (!member) throw membershipNotFound();
    assertMayManage(rights.permissions, permissionsOf(member.roles));
    const had = new Set(member.roles.map(({ id }) => id));
    const added = roles.filter(({ id }) => !had.has(id));
    const removed = member.roles.filter(({ id }) => roles.every((role) => role.id !== id));
    assertMayGrant(rights.permissions, permissionsOf(added));
    if (tenant.actor.memberId === memberId) {
      assertNotLockedOut('assignment', permissionsOf(member.roles), permissionsOf(roles));
    }
    if (added.length + removed.length === 0) return member;
    const { prisma } = transaction;
    const metadata = { added: added.map(({ slug }) => slug), removed: removed.map(({ slug }) => slug) };
    transaction.defer(
      required(
        prisma.organisationMember.findFirst({ where: present(memberId), select: { id: true } }),
        membershipNotFound,
      ),
      prisma.organisationMemberRole.deleteMany({ where: { memberId, roleId: { in: removed.map(({ id }) => id) } } }),
      prisma.organisationMemberRole.createMany({ data: rowsOf(tenant, member, added), skipDuplicates: true }),
      recordEvent(tenant, { type: 'membership.updated', resourceId: memberId, metadata }),
    );
    return { ...member, roles };
  });
}

/** Ends a membership; a trigger ends what the guest holds here. Two round trips. @throws not_found; forbidden */
export async function endMembership(tenant: Tenant, memberId: string, management: Management): Promise<void> {
  if (!isUuid(memberId)) throw membershipNotFound();
  await tenant.db.transaction(async (transaction) => {
    const { member, rights } = await openMember(transaction, tenant, present(memberId), management);
    if (!member) throw membershipNotFound();
    assertMayManage(rights.permissions, permissionsOf(member.roles));
    transaction.defer(
      required(
        transaction.prisma.organisationMember.update({
          where: { id: memberId, leftAt: null },
          data: { leftAt: tenant.now },
          select: { id: true },
        }),
        membershipNotFound,
      ),
      recordEvent(tenant, { type: 'membership.deleted', resourceId: memberId }),
    );
  });
  tenant.outbox.logouts.add(tenant.organisationId);
}

function present(id: string) {
  return { id, leftAt: null } as const;
}

function rowsOf({ organisationId, now }: Tenant, { id: memberId }: Membership, roles: readonly RoleDetails[]) {
  return roles.map(({ id: roleId }) => ({ organisationId, memberId, roleId, createdAt: now }));
}

function membershipNotFound(): AppError {
  return new AppError('not_found', 'Membership not found');
}
