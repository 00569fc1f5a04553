/**
 * Which deliveries are sent next: a few of each endpoint in turn, so that an endpoint with ten thousand of them, or one
 * that does not answer, takes nothing from the others.
 * SQL: a claim skips locked rows, and steps through an index, which Prisma cannot say.
 */
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';

export interface Claimed {
  id: string;
  organisationId: string;
  endpointId: string;
  attempt: number;
  /** How earlier attempts ended. */
  attempts: unknown;
  eventId: string;
  eventType: string;
  payload: unknown;
  eventCreatedAt: Date;
  url: string;
  events: unknown;
  secretEncrypted: string;
  /** Null when it no longer signs. */
  previousSecretEncrypted: string | null;
}

/** Seconds that a claim is held: longer than an attempt can take. After a crash the delivery is due again then. */
const CLAIM = 20;
/** Deliveries of one endpoint that are sent at the same time; one while it fails. */
export const AT_ONCE_MAX = 3;
/** Failures in a row after which an endpoint is tried with one delivery at a time, and with pauses. */
export const FAILING = 3;

export interface ClaimOptions {
  now: Date;
  limit: number;
  /** The endpoint that was served last: the next one in the order of ids is the first. */
  after: string;
  /** Only endpoints of these organisations. */
  organisationIds?: readonly string[] | undefined;
}

/** Neither delivered nor given up: the condition of an index. */
const WAITING = sql`d.delivered_at IS NULL AND d.failed_at IS NULL`;

export function claim({ now, limit, after, organisationIds }: ClaimOptions): Statement<Claimed> {
  const endpoints = organisationIds ? endpointsOf(organisationIds, after) : endpointsWithDeliveries(after);
  return sql<Claimed>`
    WITH RECURSIVE waiting AS (${endpoints}), due AS (
      SELECT next.id FROM waiting w
      JOIN webhook_endpoints e ON e.id = w.endpoint_id
      JOIN organisations o ON o.id = e.organisation_id
      CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM webhook_deliveries d
        WHERE d.endpoint_id = e.id AND d.claimed_until > ${now}::timestamptz) AS sending
      CROSS JOIN LATERAL (
        SELECT d.id FROM webhook_deliveries d
        WHERE d.endpoint_id = e.id AND ${WAITING} AND d.next_attempt_at <= ${now}::timestamptz
        ORDER BY d.next_attempt_at
        LIMIT GREATEST(0, CASE WHEN e.failure_count >= ${FAILING}::int THEN 1 ELSE ${AT_ONCE_MAX}::int END - sending.number)
        FOR UPDATE SKIP LOCKED) AS next
      WHERE e.is_active AND e.gone_at IS NULL AND (e.paused_until IS NULL OR e.paused_until <= ${now}::timestamptz)
        AND o.deleted_at IS NULL AND o.status IN ('trial', 'active')
      LIMIT ${limit})
    UPDATE webhook_deliveries AS d SET attempt = d.attempt + 1, updated_at = ${now},
      claimed_until = ${now}::timestamptz + make_interval(secs => ${CLAIM}::int),
      next_attempt_at = ${now}::timestamptz + make_interval(secs => ${CLAIM}::int)
    FROM webhook_endpoints e, events v
    WHERE d.id = ANY (ARRAY(SELECT id FROM due)) AND e.id = d.endpoint_id AND v.id = d.event_id
    RETURNING d.id, d.organisation_id AS "organisationId", d.endpoint_id AS "endpointId", d.attempt, d.attempts,
      d.event_id AS "eventId", d.event_type AS "eventType", v.payload, v.created_at AS "eventCreatedAt",
      e.url, e.events, e.secret_encrypted AS "secretEncrypted",
      CASE WHEN e.previous_secret_expires_at > ${now}::timestamptz
        THEN e.previous_secret_encrypted END AS "previousSecretEncrypted"`;
}

function endpointsOf(organisationIds: readonly string[], after: string): Sql {
  return sql`
    SELECT e.id AS endpoint_id FROM webhook_endpoints e
    WHERE e.organisation_id = ANY (${organisationIds}::uuid[]) AND e.is_active AND e.id > ${after}::uuid
    ORDER BY e.id`;
}

/** Each endpoint that something waits for costs one step in an index, however much it is. */
function endpointsWithDeliveries(after: string): Sql {
  return sql`
    (SELECT d.endpoint_id FROM webhook_deliveries d
     WHERE ${WAITING} AND d.endpoint_id > ${after}::uuid ORDER BY d.endpoint_id LIMIT 1)
    UNION ALL
    SELECT (SELECT d.endpoint_id FROM webhook_deliveries d
            WHERE ${WAITING} AND d.endpoint_id > w.endpoint_id ORDER BY d.endpoint_id LIMIT 1)
    FROM waiting w WHERE w.endpoint_id IS NOT NULL`;
}

/** What is due, the oldest first, but for what waits until an endpoint is switched on or its pause is over. */
export function dueDeliveries({ now }: { now: Date }): Sql {
  return sql`
    SELECT d.next_attempt_at AS due_at FROM webhook_deliveries d
    JOIN webhook_endpoints e ON e.id = d.endpoint_id
    WHERE ${WAITING} AND d.next_attempt_at <= ${now}::timestamptz AND e.is_active AND e.gone_at IS NULL
      AND (e.paused_until IS NULL OR e.paused_until <= ${now}::timestamptz)
    ORDER BY d.next_attempt_at`;
}
