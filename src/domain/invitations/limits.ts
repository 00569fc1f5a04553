/**
 * How much mail invitations may cause. Anybody can found an organisation and invite whom they like under any name, so an
 * address gets them one a minute, whoever sends them, and an organisation has a number for the day: a small one until its
 * owner has proved an address. An organisation does not learn of the invitations of another: a message that comes too soon
 * after theirs is sent when its turn comes.
 */
import { AppError } from '../../errors.ts';
import { sha256 } from '../../lib/secrets.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

/** Seconds between two invitations to one address. */
const PAUSE = 60;
/** Seconds that a message may have to wait for its turn; whoever is behind a longer queue is part of a flood. */
const WAIT_MAX = 3_600;
const DAY = 86_400;
const A_DAY = { proved: 500, unproved: 10 };

export interface MailTurn {
  /** When the message may leave; null when it got no turn. */
  turn: Date | null;
  /** Of the organisation within a day, this one included, and when the day is over. */
  sent: number;
  dayEndsAt: Date;
  isOwnerProved: boolean;
}

/**
 * Takes a turn for a message to the address, in the name of an organisation, when `onlyIf` selects a row; it answers no
 * row otherwise. A message that is refused takes no turn: nobody can fill the queue of an address by asking in vain.
 * SQL: one statement checks whether there is a turn and takes it.
 */
export async function takingMailTurn(
  { now }: System,
  organisationId: string,
  email: string,
  onlyIf: Sql,
): Promise<Statement<MailTurn>> {
  const addressKey = await sha256(`invitation mail ${email}`);
  const dayKey = await sha256(`invitations of ${organisationId}`);
  const isOver = sql`t.expires_at <= ${now}::timestamptz`;
  return sql<MailTurn>`
    WITH subject AS (${onlyIf}),
    owner AS (SELECT EXISTS (
      SELECT FROM organisations o JOIN users u ON u.organisation_id = o.id AND u.id = o.owner_id
      WHERE o.id = ${organisationId} AND o.deleted_at IS NULL AND u.email_verified_at IS NOT NULL
        AND u.deleted_at IS NULL
    ) AS proved),
    day AS (
      INSERT INTO sign_in_throttles AS t (key, failures, expires_at)
      SELECT ${dayKey}, 1, ${after(now, DAY)}::timestamptz FROM subject
      ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN ${isOver} THEN 1 ELSE t.failures + 1 END,
        expires_at = CASE WHEN ${isOver} THEN EXCLUDED.expires_at ELSE t.expires_at END
      RETURNING failures, expires_at
    ),
    turn AS (
      INSERT INTO sign_in_throttles AS t (key, blocked_until, expires_at)
      SELECT ${addressKey}, ${after(now, PAUSE)}::timestamptz, ${after(now, DAY)}::timestamptz FROM day, owner
      WHERE day.failures <= CASE WHEN owner.proved THEN ${A_DAY.proved}::int ELSE ${A_DAY.unproved}::int END
      ON CONFLICT (key) DO UPDATE SET
        blocked_until = GREATEST(t.blocked_until, ${now}::timestamptz) + make_interval(secs => ${PAUSE}),
        expires_at = EXCLUDED.expires_at
      WHERE t.blocked_until IS NULL OR t.blocked_until < ${after(now, WAIT_MAX)}::timestamptz
      RETURNING blocked_until - make_interval(secs => ${PAUSE}) AS turn
    )
    SELECT turn.turn, day.failures AS sent, day.expires_at AS "dayEndsAt", owner.proved AS "isOwnerProved"
    FROM day CROSS JOIN owner LEFT JOIN turn ON TRUE`;
}

/** @returns when the message may leave @throws rate_limited */
export function turnOf({ now }: System, { turn, sent, dayEndsAt, isOwnerProved }: MailTurn): Date {
  if (sent > (isOwnerProved ? A_DAY.proved : A_DAY.unproved)) {
    const detail = isOwnerProved
      ? 'The organisation has sent its invitations for today'
      : 'The organisation has sent its invitations for today. There are more once its owner has confirmed their address.';
    throw tooMany(detail, now, dayEndsAt);
  }
  if (turn === null) throw tooMany('Too many invitations to this address', now, after(now, WAIT_MAX));
  return turn;
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
