/** People of an organisation, as its administrators see them. No function here finds deleted people. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';

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

/** A person with what their roles permit. */
export type UserDetails = Omit<User, 'roles' | 'teams'> & {
  roles: { id: string; name: string; slug: string; description: string | null; permissions: PermissionDetails[] }[];
  teams: { id: string; name: string; slug: string; description: string | null }[];
};

interface PermissionDetails {
  id: string;
  slug: string;
  name: string;
  description: string | null;
}

/** One round trip. @throws not_found */
export async function getUser(tenant: Tenant, id: string): Promise<UserDetails> {
  assertUserId(id);
  return toUserDetails(await readUser(tenant.db, id));
}

/** For `toUserDetails`. */
export function readUser({ prisma }: Pick<TenantTransaction, 'prisma'>, id: string) {
  return prisma.user.findUnique({ where: { id }, select: DETAILS });
}

/** The same for the person of a session. */
export function readUserOfSession({ prisma }: Pick<TenantTransaction, 'prisma'>, sessionId: string) {
  return prisma.user.findFirst({ where: { sessions: { some: { id: sessionId } } }, select: DETAILS });
}

/** The same for several people. */
export function readUsers({ prisma }: Pick<TenantTransaction, 'prisma'>, ids: readonly string[]) {
  return prisma.user.findMany({ where: { id: { in: ids.filter(isUuid) } }, select: DETAILS });
}

/** @throws not_found */
export function toUserDetails(user: Awaited<ReturnType<typeof readUser>>): UserDetails {
  if (!user) throw userNotFound();
  const { roles, teams, ...person } = user;
  return {
    ...person,
    roles: roles.map(({ role: { permissions, ...role } }) => {
      return { ...role, permissions: permissions.map(({ permission }) => permission) };
    }),
    teams: teams.map(({ team }) => team),
  };
}

const NAMED = { id: true, name: true, slug: true, description: true } as const;

export const ROLE_DETAILS = {
  ...NAMED,
  permissions: { select: { permission: { select: NAMED } }, orderBy: { permission: { slug: 'asc' } } },
} as const satisfies Prisma.RoleSelect;

const DETAILS = {
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
  roles: { select: { role: { select: ROLE_DETAILS } }, orderBy: { role: { slug: 'asc' } } },
  teams: { select: { team: { select: NAMED } }, orderBy: { team: { slug: 'asc' } } },
} as const satisfies Prisma.UserSelect;

export function assertUserId(id: string): void {
  if (!isUuid(id)) throw userNotFound();
}

export function userNotFound(): AppError {
  return new AppError('not_found', 'User not found');
}
