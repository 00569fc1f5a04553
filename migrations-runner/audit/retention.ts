/** Which entries may be gone: those that the retention of the organisation let go. */
import type { Client } from 'pg';

export interface Retention {
  /** The lowest id that must still be there. */
  lowest: string;
  /** Entries before it may be gone. */
  since: Date;
}

/**
 * What is past the retention, and what was past an earlier one when it was changed. A change counts when its entry is
 * sealed: who writes into the database cannot make one. In the week after it nothing is removed, so nothing more may be
 * gone. Without such an entry the organisation's row is believed.
 */
const RETENTION = `
  WITH changes AS (
    SELECT l.id, l.created_at AS moment, (l.metadata #>> '{previous,auditRetentionDays}')::int AS before,
      (l.metadata #>> '{changes,auditRetentionDays}')::int AS after
    FROM audit_logs l
    WHERE l.organisation_id = $1 AND l.event_type = 'organisation.updated' AND l.metadata -> 'previous' ? 'auditRetentionDays'
      AND EXISTS (SELECT FROM audit_blocks b WHERE b.organisation_id = $1 AND b.last_id >= l.id AND l.id = ANY (b.row_ids))
  ), ends AS (
    SELECT moment, before AS days FROM changes
    UNION ALL SELECT now(), CASE WHEN EXISTS (SELECT FROM changes)
      THEN (SELECT after FROM changes ORDER BY id DESC LIMIT 1)
      ELSE (SELECT audit_retention_days FROM organisations WHERE id = $1) END
    WHERE NOT EXISTS (SELECT FROM changes WHERE moment > now() - interval '7 days')
  ), latest AS (
    SELECT max(date_trunc('month', moment - make_interval(days => COALESCE(days, 365)), 'UTC')) AS since FROM ends
  )
  SELECT since, lowest_id(since) AS lowest FROM latest`;

export async function readRetention(client: Client, organisationId: string): Promise<Retention> {
  const { rows } = await client.query<Retention>(RETENTION, [organisationId]);
  if (!rows[0]) throw new Error('The retention could not be read');
  return rows[0];
}
