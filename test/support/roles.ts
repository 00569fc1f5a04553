/** Roles, as administrators see them. */
import { uuidv7 } from '../../src/lib/ids.ts';
import { asOwner } from './database.ts';

export interface TestRole {
  id: string;
  name: string;
  slug: string;
  description: string | null;
  isDefault: boolean;
  isSystemRole: boolean;
  permissions: { id: string; slug: string }[];
  permissionCount: number;
  _count: { users: number; usersIsEstimate?: true };
}

/** Writes a role with these permissions. */
export async function addRole(organisationId: string, slug: string, permissions: readonly string[]): Promise<string> {
  const id = uuidv7();
  await asOwner(`INSERT INTO roles (id, organisation_id, name, slug) VALUES ($1, $2, $3, $3)`, [
    id,
    organisationId,
    slug,
  ]);
  await asOwner(
    `INSERT INTO role_permissions (organisation_id, role_id, permission_id)
     SELECT $1, $2, id FROM permissions WHERE slug = ANY ($3)`,
    [organisationId, id, permissions],
  );
  return id;
}

export async function roleIdOf(organisationId: string, slug: string): Promise<string> {
  const sql = 'SELECT id FROM roles WHERE organisation_id = $1 AND slug = $2';
  return (await asOwner<{ id: string }>(sql, [organisationId, slug]))[0]?.id ?? '';
}

/** What the audit log has about a role, oldest first. */
export function roleTraces(id: string): Promise<{ event_type: string; metadata: unknown }[]> {
  return asOwner('SELECT event_type, metadata FROM audit_logs WHERE resource_id = $1 ORDER BY created_at, id', [id]);
}

/** The permissions of a role, in the order of slugs. */
export async function slugsOfRole(id: string): Promise<string[]> {
  const rows = await asOwner<{ slug: string }>(
    `SELECT slug FROM role_permissions JOIN permissions p ON p.id = permission_id WHERE role_id = $1 ORDER BY slug`,
    [id],
  );
  return rows.map(({ slug }) => slug);
}
