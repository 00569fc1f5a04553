/** Organisations as such: what the tenants are. */
import { sql } from '../platform/statement.ts';
import type { System } from './unit-of-work.ts';

/** One round trip. Deleted ones do not exist. */
export async function organisationExists(system: System, slug: string): Promise<boolean> {
  const [rows] = await system.db.flight(sql`SELECT 1 FROM organisations WHERE slug = ${slug} AND deleted_at IS NULL`);
  return rows.length > 0;
}
