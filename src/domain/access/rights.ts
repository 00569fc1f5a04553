/**
 * Changes of roles, one at a time in an organisation. What the actor may do is read again under the lock: it may have
 * been taken from them since they were authenticated.
 */
import { AppError } from '../../errors.ts';
import { sql } from '../../platform/database/statement.ts';
import type { TenantPrisma } from '../../platform/database/tenant-prisma.ts';
import type { Prisma } from '../../platform/generated/prisma/client.ts';
import type { Actor, Tenant } from '../unit-of-work/unit-of-work.ts';
import { intersection, type Permission, permits } from './permissions.ts';

/**
 * The statement that every change of roles begins with, in a transaction.
 * SQL: locks the organisation's row; foreign keys to it do not wait
 */
export function lockRoles({ organisationId }: Tenant) {
  return sql`SELECT FROM organisations WHERE id = ${organisationId} AND deleted_at IS NULL FOR NO KEY UPDATE`;
}

const SLUGS = {
  id: true,
  permissions: { select: { permission: { select: { slug: true } } } },
} as const satisfies Prisma.RoleSelect;

type SlugsRow = Prisma.RoleGetPayload<{ select: typeof SLUGS }>;

/** Two reads: the roles of the acting person or guest, and the scopes of a client that acts for itself. */
export function readActor({ userId, memberId, clientId }: Actor, prisma: TenantPrisma) {
  const client = userId === null && memberId === null ? clientId : null;
  return [
    prisma.role.findMany({ where: rolesOf({ userId, memberId }), select: SLUGS }),
    prisma.client.findMany({
      where: { id: { in: client === null ? [] : [client] }, isActive: true, revoked: false },
      select: { scopes: true },
    }),
  ] as const;
}

function rolesOf({ userId, memberId }: Pick<Actor, 'userId' | 'memberId'>): Prisma.RoleWhereInput {
  if (userId !== null) return { users: { some: { userId, user: { blockedAt: null } } } };
  if (memberId !== null) return { guests: { some: { memberId, member: { leftAt: null, blockedAt: null } } } };
  return { id: { in: [] } };
}

export interface HeldRole {
  id: string;
  permissions: readonly string[];
}

/** What the actor may do now, and the roles by which a person may. */
export interface Rights {
  permissions: readonly string[];
  roles: readonly HeldRole[];
}

/**
 * @param held the permissions of the credential, when it was authenticated
 * @param read the results of `readActor`
 */
export function currentRights(
  { userId, memberId, clientId }: Actor,
  held: readonly string[],
  [rows, clients]: readonly [readonly SlugsRow[], readonly { scopes: unknown }[]],
): Rights {
  const roles = rows.map(({ id, permissions }) => ({ id, permissions: permissions.map((p) => p.permission.slug) }));
  if (userId === null && memberId === null) {
    // Nothing else is known of a credential that is neither a person's nor a client's.
    const now = clientId === null ? held : clients.flatMap(({ scopes }) => scopes as string[]);
    return { permissions: intersection(held, now), roles: [] };
  }
  return { permissions: intersection(held, permissionsIn(roles)), roles };
}

/** @throws forbidden when the permission was taken from the actor meanwhile */
export function assertStillPermitted({ permissions }: Rights, permission: Permission): void {
  if (!permits(permissions, permission)) throw new AppError('forbidden', `Missing required permission: ${permission}`);
}

/** Who lacks one of these cannot undo a change of a role, or of who has it. */
const NEEDED_TO_UNDO = {
  role: ['roles:update', 'roles:assign'],
  assignment: ['users:update', 'roles:assign'],
} as const satisfies Record<string, Permission[]>;

/**
 * Nobody takes from themselves what they need to undo it. Somebody else may.
 * @param before the permissions of their roles
 * @param after the same after the change
 * @throws conflict
 */
export function assertNotLockedOut(
  changed: keyof typeof NEEDED_TO_UNDO,
  before: readonly string[],
  after: readonly string[],
): void {
  const lost = NEEDED_TO_UNDO[changed].filter(
    (permission) => permits(before, permission) && !permits(after, permission),
  );
  if (lost.length === 0) return;
  const message = `You would take ${lost.join(' and ')} from yourself, and could not undo it`;
  throw new AppError('conflict', `${message}. Somebody else who may can do this.`);
}

/** The permissions of roles. */
export function permissionsIn(roles: readonly HeldRole[]): string[] {
  return roles.flatMap(({ permissions }) => permissions);
}
