/**
 * What a monitoring system asks of the whole platform, in one round trip. Every number is counted up to a bound, so that
 * a large backlog does not cost more than a small one.
 */
import { uuidv7Floor } from '../../lib/ids.ts';
import { type Statement, sql } from '../../platform/database/statement.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** Counting stops here. */
export const FACT_COUNT_MAX = 10_000;
/** Seconds of the sign-ins that are counted, among the newest FACT_COUNT_MAX events of all organisations. */
export const SIGN_IN_WINDOW = 300;

export interface OutboxFacts {
  outbox: string;
  /** Due and not sent. */
  due: number;
  /** Since when the oldest of them has been due. */
  oldest: Date | null;
}

export interface KeyFacts {
  alg: string;
  stage: string;
  /** When it came to its stage. */
  stagedAt: Date;
}

export interface PlatformFacts {
  outboxes: OutboxFacts[];
  keys: KeyFacts[];
  sessions: number;
  signIns: { successes: number; failures: number };
}

/** One round trip. */
export async function platformFacts({ db, now }: System): Promise<PlatformFacts> {
  const [outboxes, keys, sessions, [signIns]] = await db.flight(
    outboxFacts(now),
    db.prisma.jWK.findMany({ where: { isActive: true }, select: { alg: true, stage: true, stagedAt: true } }),
    db.prisma.session.count({ where: { expiresAt: { gt: now } }, take: FACT_COUNT_MAX }),
    signInFacts(now),
  );
  return { outboxes, keys, sessions, signIns: signIns ?? { successes: 0, failures: 0 } };
}

/** SQL: bounded counts of three tables, each by its index of what is due. */
function outboxFacts(now: Date): Statement<OutboxFacts> {
  return sql<OutboxFacts>`
    SELECT 'mail' AS outbox, count(*)::int AS due, min(at) AS oldest FROM (
      SELECT next_attempt_at AS at FROM outbound_emails
      WHERE sent_at IS NULL AND failed_at IS NULL AND next_attempt_at <= ${now}
      ORDER BY next_attempt_at LIMIT ${FACT_COUNT_MAX}) m
    UNION ALL
    SELECT 'logout', count(*)::int, min(at) FROM (
      SELECT next_attempt_at AS at FROM logout_deliveries
      WHERE delivered_at IS NULL AND failed_at IS NULL AND next_attempt_at <= ${now}
      ORDER BY next_attempt_at LIMIT ${FACT_COUNT_MAX}) l
    UNION ALL
    SELECT 'webhook', count(*)::int, min(at) FROM (
      SELECT next_attempt_at AS at FROM webhook_deliveries
      WHERE status = 'pending' AND next_attempt_at <= ${now}
      ORDER BY next_attempt_at LIMIT ${FACT_COUNT_MAX}) w`;
}

/** SQL: counts by a condition among the newest rows, in the order of their ids. */
function signInFacts(now: Date): Statement<PlatformFacts['signIns']> {
  return sql<PlatformFacts['signIns']>`
    SELECT (count(*) FILTER (WHERE action = 'login' AND success))::int AS successes,
      (count(*) FILTER (WHERE action = 'login' AND NOT success))::int AS failures
    FROM (SELECT action, success FROM audit_logs WHERE id >= ${uuidv7Floor(after(now, -SIGN_IN_WINDOW))}
      ORDER BY id DESC LIMIT ${FACT_COUNT_MAX}) newest`;
}
