/**
 * Which organisations have webhooks, remembered for half a minute in an isolate: a request that records an event asks the
 * database only where it may matter. What is missed meanwhile is sent by the cron job.
 */
import { type Statement, sql } from '../../platform/database/statement.ts';
import { onLiveConnection } from '../outbox/delivery.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

export interface WebhookPresence {
  /** Those of the organisations that have webhooks. At most one round trip. */
  among(system: System, organisationIds: readonly string[]): Promise<string[]>;
  /** After a change of its webhooks. */
  forget(organisationId: string): void;
}

const REMEMBERED_MS = 30_000;
const ORGANISATIONS_MAX = 10_000;

export function createWebhookPresence(): WebhookPresence {
  const known = new Map<string, { has: boolean; until: number }>();
  return {
    among: async (system, organisationIds) => {
      const at = Date.now();
      const unknown = organisationIds.filter((id) => (known.get(id)?.until ?? 0) <= at);
      if (unknown.length > 0) {
        const [rows] = await onLiveConnection(system, () => system.db.flight(havingWebhooks(unknown)));
        const having = new Set(rows.map(({ id }) => id));
        if (known.size + unknown.length > ORGANISATIONS_MAX) known.clear();
        for (const id of unknown) known.set(id, { has: having.has(id), until: at + REMEMBERED_MS });
      }
      return organisationIds.filter((id) => known.get(id)?.has);
    },
    forget: (organisationId) => void known.delete(organisationId),
  };
}

/** SQL: DISTINCT in the index, without reading the rows. */
function havingWebhooks(organisationIds: readonly string[]): Statement<{ id: string }> {
  return sql<{ id: string }>`
    SELECT DISTINCT e.organisation_id AS id FROM webhook_endpoints e
    WHERE e.organisation_id = ANY (${organisationIds}::uuid[]) AND e.is_active`;
}
