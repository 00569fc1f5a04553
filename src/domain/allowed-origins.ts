/** The web origins that organisations and their clients let call the API, remembered for a minute by each isolate. */
import { json, sql } from '../platform/statement.ts';
import type { System } from './unit-of-work.ts';

/** Milliseconds: how long a new or removed origin takes to be noticed. */
const TTL = 60_000;
const ORIGINS_MAX = 1_000;

const memory = new Map<string, { organisationIds: ReadonlySet<string>; readAt: number }>();

/** One round trip a minute; the ids of the organisations that allow the origin, themselves or by a client. */
export async function organisationsAllowing(system: System, origin: string): Promise<ReadonlySet<string>> {
  const now = system.now.getTime();
  const known = memory.get(origin);
  if (known && now - known.readAt < TTL) return known.organisationIds;
  // SQL: containment in JSON, by the indexes that were made for it.
  const [rows] = await system.db.flight(sql<{ id: string }>`
    SELECT id FROM organisations WHERE allowed_origins @> ${json([origin])}::jsonb AND deleted_at IS NULL
    UNION
    SELECT organisation_id FROM clients
    WHERE allowed_origins @> ${json([origin])}::jsonb AND is_active AND NOT revoked AND deleted_at IS NULL`);
  const organisationIds = new Set(rows.map((row) => row.id));
  if (memory.size >= ORIGINS_MAX) memory.clear();
  memory.set(origin, { organisationIds, readAt: now });
  return organisationIds;
}
