/** Seeds the global catalogues: the permissions and scopes that the code lists. */
import type { Client } from 'pg';
import { DEFAULT_ROLES, PERMISSIONS } from '../../src/domain/access/permissions.ts';
import { SYSTEM_SCOPES } from '../../src/domain/access/scopes.ts';
import { uuidv7 } from '../../src/lib/ids.ts';

/** Inserts missing rows and updates different ones; equal rows are not written. */
export async function seedCatalogues(client: Client): Promise<void> {
  for (const { slug, name, description } of PERMISSIONS) {
    await client.query(
      `INSERT INTO permissions (id, slug, name, description) VALUES ($1, $2, $3, $4)
       ON CONFLICT (slug) DO UPDATE SET name = excluded.name, description = excluded.description, updated_at = now()
       WHERE (permissions.name, permissions.description) IS DISTINCT FROM (excluded.name, excluded.description)`,
      [uuidv7(), slug, name, description],
    );
  }
  for (const { name, displayName, description, isDefault } of SYSTEM_SCOPES) {
    await client.query(
      `INSERT INTO scopes (id, name, display_name, description, is_default, is_system) VALUES ($1, $2, $3, $4, $5, true)
       ON CONFLICT (name) DO UPDATE
         SET display_name = excluded.display_name, description = excluded.description,
             is_default = excluded.is_default, is_system = true, updated_at = now()
       WHERE (scopes.display_name, scopes.description, scopes.is_default, scopes.is_system)
         IS DISTINCT FROM (excluded.display_name, excluded.description, excluded.is_default, true)`,
      [uuidv7(), name, displayName, description, isDefault],
    );
  }
}

/**
 * Gives the default roles of all organisations the permissions that they have in the code and lack in the database: the
 * catalogue has grown since they were made. Roles whose permissions an administrator has chosen stay as they are, so
 * nothing comes back that was removed on purpose.
 * @returns the number of organisations whose roles were completed
 */
export async function completeDefaultRoles(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `WITH wanted AS (
       SELECT r.slug, p.id FROM jsonb_to_recordset($1) AS r(slug text, permissions jsonb)
       JOIN permissions p ON r.permissions ? p.slug
     ),
     added AS (
       INSERT INTO role_permissions (organisation_id, role_id, permission_id)
       SELECT role.organisation_id, role.id, wanted.id
       FROM roles role JOIN wanted ON wanted.slug = role.slug
       WHERE role.permissions_chosen_at IS NULL AND NOT EXISTS (
         SELECT FROM role_permissions present WHERE present.organisation_id = role.organisation_id
           AND present.role_id = role.id AND present.permission_id = wanted.id)
       ON CONFLICT DO NOTHING RETURNING organisation_id
     )
     SELECT count(DISTINCT organisation_id)::int AS count FROM added`,
    [JSON.stringify(DEFAULT_ROLES)],
  );
  return rows[0]?.count ?? 0;
}
