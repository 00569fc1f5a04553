/**
 * Rate limits on invitation mail. Anybody can found an organisation and invite any address under any name. So an
 * address gets one invitation a minute, from all organisations together, and an organisation has a daily quota: a small
 * one until its owner has verified an address. An organisation must not learn of another's invitations: a message that
 * comes too soon after one of theirs is not refused, but sent in the next free slot.
 */
import { AppError } from '../../errors.ts';
import { sha256 } from '../../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** Seconds between two invitations to one address. */
const PAUSE = 60;
/** Seconds that a message may wait for its slot. A longer queue is a flood, and further messages are refused. */
const WAIT_MAX = 3_600;
const DAY = 86_400;
const DAILY_MAX = { verified: 500, unverified: 10 };

export interface MailSlot {
  /** When the message may be sent; null when no slot was free. */
  sendAt: Date | null;
  /** Messages of the organisation within the day, including this one. */
  sent: number;
  dayEndsAt: Date;
  isOwnerVerified: boolean;
}

/**
 * Reserves a slot for a message of an organisation to an address, if `onlyIf` selects a row; returns no row otherwise.
 * A refused message reserves no slot, so refused requests cannot fill the queue of an address.
 * SQL: one statement checks whether there is a slot and reserves it.
 */
export async function reserveMailSlot(
  { now }: System,
  organisationId: string,
  email: string,
  onlyIf: Sql,
): Promise<Statement<MailSlot>> {
  const addressKey = await sha256(`invitation mail ${email}`);
  const dayKey = await sha256(`invitations of ${organisationId}`);
  const isOver = sql`t.expires_at <= ${now}::timestamptz`;
  return sql<MailSlot>`
    WITH subject AS (${onlyIf}),
    owner AS (SELECT EXISTS (
      SELECT FROM organisations o JOIN users u ON u.organisation_id = o.id AND u.id = o.owner_id
      WHERE o.id = ${organisationId} AND o.deleted_at IS NULL AND u.email_verified_at IS NOT NULL
        AND u.deleted_at IS NULL
    ) AS verified),
    day AS (
      INSERT INTO sign_in_throttles AS t (key, failures, expires_at)
      SELECT ${dayKey}, 1, ${after(now, DAY)}::timestamptz FROM subject
      ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN ${isOver} THEN 1 ELSE t.failures + 1 END,
        expires_at = CASE WHEN ${isOver} THEN EXCLUDED.expires_at ELSE t.expires_at END
      RETURNING failures, expires_at
    ),
    slot AS (
      INSERT INTO sign_in_throttles AS t (key, blocked_until, expires_at)
      SELECT ${addressKey}, ${after(now, PAUSE)}::timestamptz, ${after(now, DAY)}::timestamptz FROM day, owner
      WHERE day.failures <= CASE WHEN owner.verified THEN ${DAILY_MAX.verified}::int ELSE ${DAILY_MAX.unverified}::int END
      ON CONFLICT (key) DO UPDATE SET
        blocked_until = GREATEST(t.blocked_until, ${now}::timestamptz) + make_interval(secs => ${PAUSE}),
        expires_at = EXCLUDED.expires_at
      WHERE t.blocked_until IS NULL OR t.blocked_until < ${after(now, WAIT_MAX)}::timestamptz
      RETURNING blocked_until - make_interval(secs => ${PAUSE}) AS send_at
    )
    SELECT slot.send_at AS "sendAt", day.failures AS sent, day.expires_at AS "dayEndsAt",
           owner.verified AS "isOwnerVerified"
    FROM day CROSS JOIN owner LEFT JOIN slot ON TRUE`;
}

/** @returns when the message may be sent @throws rate_limited */
export function sendTimeOf({ now }: System, { sendAt, sent, dayEndsAt, isOwnerVerified }: MailSlot): Date {
  if (sent > (isOwnerVerified ? DAILY_MAX.verified : DAILY_MAX.unverified)) {
    const detail = isOwnerVerified
      ? 'The organisation has sent its invitations for today'
      : 'The organisation has sent its invitations for today. There are more once its owner has confirmed their address.';
    throw tooMany(detail, now, dayEndsAt);
  }
  if (sendAt === null) throw tooMany('Too many invitations to this address', now, after(now, WAIT_MAX));
  return sendAt;
}

/** Whether an organisation may send another message to the same address. */
export function isPauseOver({ now }: System, lastSentAt: Date): boolean {
  return after(lastSentAt, PAUSE) <= now;
}

/** @throws rate_limited */
export function assertPause(system: System, lastSentAt: Date): void {
  const next = after(lastSentAt, PAUSE);
  if (!isPauseOver(system, lastSentAt))
    throw tooMany('An invitation was sent to this address just now', system.now, next);
}

function tooMany(detail: string, now: Date, until: Date): AppError {
  const retryAfter = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return new AppError('rate_limited', detail, { retryAfter, extensions: { retryAfter } });
}
