/** Records how attempts ended: in their deliveries, and in what is known of the endpoint. */
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { sql } from '../../platform/database/statement.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';
import { type Attempt, GONE, nextAttemptAt, type Outcome } from './attempts.ts';
import { FAILING } from './claims.ts';

/** Attempts that the delivery log shows, redeliveries included. */
const ATTEMPTS_SHOWN = 20;
/** Seconds that a failing endpoint is left alone: at first, and at most; each failure doubles them. */
const PAUSE = 5;
const PAUSE_MAX = 300;
/** Seconds: a busy endpoint's row is not written for each delivery. */
const LAST_TRIGGERED_PRECISION = 10;

export function recordOutcomes({ db, now }: System, outcomes: readonly Outcome[]): FlightItem[] {
  // In one order for everybody, against deadlocks.
  const sorted = [...outcomes].sort((a, b) => (a.delivery.endpointId < b.delivery.endpointId ? -1 : 1));
  return sorted.flatMap(({ delivery, attempt, isTheirs }) => {
    const { error, status } = attempt;
    const isDelivered = error === null;
    const next = isDelivered ? null : nextAttemptAt(now, delivery.attempt);
    const attempts = [...(delivery.attempts as Attempt[]), attempt].slice(-ATTEMPTS_SHOWN);
    const data = {
      attempts: attempts as object[],
      claimedUntil: null,
      nextAttemptAt: next,
      responseStatus: status,
      errorMessage: error,
      deliveredAt: isDelivered ? now : null,
      failedAt: isDelivered || next ? null : now,
      updatedAt: now,
    };
    // Only while this claim is valid: a later claim records its own outcome.
    const where = { id: delivery.id, attempt: delivery.attempt, deliveredAt: null, failedAt: null };
    const recorded = db.prisma.webhookDelivery.updateMany({ where, data });
    if (isDelivered) return [recorded, succeeded(delivery.endpointId, now)];
    return isTheirs ? [recorded, failed(delivery.endpointId, status, now)] : [recorded];
  });
}

/** SQL: the system role may write these columns only, and Prisma would write `updated_at` too. */
function succeeded(endpointId: string, now: Date) {
  return sql`
    UPDATE webhook_endpoints SET failure_count = 0, failing_since = NULL, paused_until = NULL, last_triggered_at = ${now}
    WHERE id = ${endpointId} AND (failure_count > 0 OR last_triggered_at IS NULL
      OR last_triggered_at < ${after(now, -LAST_TRIGGERED_PRECISION)}::timestamptz)`;
}

/** SQL: as above; the pause follows from the count. */
function failed(endpointId: string, status: number | null, now: Date) {
  return sql`
    UPDATE webhook_endpoints SET failure_count = failure_count + 1, last_triggered_at = ${now},
      failing_since = COALESCE(failing_since, ${now}::timestamptz),
      paused_until = CASE WHEN failure_count + 1 >= ${FAILING}::int THEN ${now}::timestamptz + make_interval(
        secs => LEAST(${PAUSE_MAX}::float, ${PAUSE}::float * 2 ^ LEAST(failure_count + 1 - ${FAILING}::int, 10))) END,
      gone_at = CASE WHEN ${status === GONE}::boolean THEN ${now}::timestamptz END
    WHERE id = ${endpointId}`;
}
