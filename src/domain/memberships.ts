/** The organisations that a person belongs to: their own, and those that took them in. */
import { sql } from '../platform/statement.ts';
import type { System } from './unit-of-work.ts';

/** Their own first. One round trip. */
export async function listOwnOrganisations(
  system: System,
  person: { userId: string; organisationId: string },
): Promise<{ id: string; name: string; slug: string }[]> {
  const [organisations] = await system.db.flight(sql<{ id: string; name: string; slug: string }>`
    SELECT o.id, o.name, o.slug FROM organisations o
    WHERE o.deleted_at IS NULL AND (o.id = ${person.organisationId} OR o.id IN (
      SELECT organisation_id FROM organisation_members WHERE user_id = ${person.userId} AND left_at IS NULL))
    ORDER BY o.id <> ${person.organisationId}, o.name`);
  return organisations;
}
