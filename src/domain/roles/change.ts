/** What every change of roles begins with: the lock, the role, and what the actor may do now. */
import { AppError } from '../../errors.ts';
import { isUuid } from '../../lib/ids.ts';
import { sql } from '../../platform/database/statement.ts';
import { assertMayChangeRole } from '../access/grants.ts';
import type { Permission } from '../access/permissions.ts';
import { assertStillPermitted, currentRights, lockRoles, type Rights, readActor } from '../access/rights.ts';
import { totalOf } from '../unit-of-work/counts.ts';
import type { Tenant, TenantTransaction } from '../unit-of-work/unit-of-work.ts';
import { findPermissions, type ShownPermission } from './catalogue.ts';
import { countHolders } from './holders.ts';
import { OWNER_SLUG, ROLE, type Role, roleNotFound, toRole } from './roles.ts';

export interface Change {
  /** The permission that the operation takes. */
  takes: Permission;
  /** The permissions of the credential. */
  held: readonly string[];
  /** Ids or slugs of permissions that are read with the role. */
  references?: readonly string[];
  roleNotFound?: () => AppError;
}

/**
 * Reads a role that is to be changed, under the lock of roles. One round trip.
 * @throws not_found; forbidden for a role with permissions that the actor lacks
 */
export async function openRole(
  transaction: TenantTransaction,
  tenant: Tenant,
  id: string,
  change: Change,
): Promise<{ role: Role; rights: Rights; named: ShownPermission[] }> {
  const { references = [], roleNotFound: notFound = roleNotFound } = change;
  if (!isUuid(id)) throw notFound();
  const { actor } = tenant;
  const [, , found, people, guests, named, ...actors] = await transaction.flight(
    lockRoles(tenant),
    lockRole(id, change),
    transaction.prisma.role.findUnique({ where: { id }, select: ROLE }),
    ...countHolders(transaction.prisma, id),
    findPermissions(transaction.prisma, references),
    ...readActor(actor, transaction.prisma),
  );
  if (!found) throw notFound();
  const role = toRole(found, totalOf(people, guests));
  const rights = currentRights(actor, change.held, actors);
  assertStillPermitted(rights, change.takes);
  const slugs = role.permissions.map(({ slug }) => slug);
  assertMayChangeRole(rights.permissions, slugs);
  return { role, rights, named };
}

/** SQL: a deletion waits for whoever is giving the role to somebody, and whoever gives it later waits for the deletion */
function lockRole(id: string, { takes }: Change) {
  const strength = takes === 'roles:delete' ? sql`FOR UPDATE` : sql`FOR KEY SHARE`;
  return sql`SELECT FROM roles WHERE id = ${id} ${strength}`;
}

/** @throws bad_request */
export function refuseOwnerRole({ slug }: Pick<Role, 'slug'>, what: string): void {
  if (slug === OWNER_SLUG) throw new AppError('bad_request', `The Owner role ${what}`);
}
