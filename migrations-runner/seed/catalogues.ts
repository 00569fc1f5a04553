/** Seeds the global catalogues: the permissions and scopes that the code lists. */
import type { Client } from 'pg';
import { PERMISSIONS } from '../../src/domain/access/permissions.ts';
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
