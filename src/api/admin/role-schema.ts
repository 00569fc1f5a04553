/** How a role is shown. */
import { lockRoles } from '../../domain/access/rights.ts';
import { getRole, OWNER_SLUG, type Role } from '../../domain/roles/roles.ts';
import type { Versioned } from '../../http/middleware/preconditions.ts';
import { z } from '../../http/openapi.ts';

const PERMISSIONS_MAX = 200;

/** The id of a permission, or its slug. */
export const permissionReference = z.string().min(1).max(255);

export const permissionReferences = z
  .array(permissionReference)
  .max(PERMISSIONS_MAX)
  .meta({ description: 'Ids or slugs of permissions' });

export const roleSchema = z
  .object({
    id: z.uuid(),
    organisationId: z.uuid(),
    name: z.string(),
    slug: z.string(),
    description: z.string().nullable(),
    isDefault: z.boolean().meta({ description: 'Given to new people for whom no role is named' }),
    isSystemRole: z
      .boolean()
      .meta({ description: 'The Owner role: its permissions stay, and it cannot be deleted or be the default' }),
    permissions: z.array(
      z.object({ id: z.uuid(), slug: z.string(), name: z.string(), description: z.string().nullable() }),
    ),
    permissionCount: z.number().int(),
    _count: z.object({
      users: z.number().int().meta({ description: 'People and guests who have the role' }),
      usersIsEstimate: z.literal(true).optional().meta({ description: 'There are more than were counted' }),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Role' });

export const ROLE_VERSION: Versioned<{ id: string }> = {
  resource: 'role',
  read: async (tenant, { id }) => presentRole(await getRole(tenant, id)),
  locks: (tenant) => [lockRoles(tenant)],
};

export function presentRole({ holders: { total, isEstimate }, ...role }: Role) {
  return {
    ...role,
    isSystemRole: role.slug === OWNER_SLUG,
    permissionCount: role.permissions.length,
    _count: { users: total, ...(isEstimate ? { usersIsEstimate: true } : {}) },
  };
}
