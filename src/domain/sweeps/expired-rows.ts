/**
 * Removing what has served its time: batch after batch, oldest first, so that no statement locks much for long. A batch
 * goes on where the one before it ended: the index there is free of what has just been removed.
 */
import { uuidv7Floor } from '../../lib/ids.ts';
import { type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

const HOUR = 3_600;
const DAY = 86_400;
/** Seconds that spent codes and tokens are kept: replays are recognised, and the trail can be followed. */
const TOKEN_RETENTION = 90 * DAY;
const CODE_RETENTION = DAY;
/** Seconds that what left an outbox is remembered: what was sent to whom, and what could not be. */
const OUTBOX_RETENTION = 30 * DAY;
/** Seconds that a used link still says so: people click twice. */
const LINK_RETENTION = 7 * DAY;
const INVITATION_RETENTION = 90 * DAY;

/** When it is. */
type Clock = Pick<System, 'now'>;

export interface Sweep {
  name: string;
  table: Sql;
  /** The column that says when a row is due; there is an index that begins with it. */
  key: Sql;
  /** What it is compared with. */
  type: Sql;
  /** The rows that are due. */
  due(clock: Clock): Sql;
}

export interface Batch {
  /** The key of the last row that the batch before this one removed. */
  after: string | null;
  limit: number;
}

export interface SweepResult {
  count: number;
  last: string | null;
}

/**
 * Removes a batch. No row locks: they would ask for the right to update, which sweeps do not have. Two runs at once
 * only wait, and a row that changes meanwhile is looked at again.
 * SQL: `deleteMany` with a limit asks for nothing but the ids once more, so a session that goes on meanwhile would be
 * removed; it knows no order either, and took 1.6 times as long over 200 000 sessions.
 */
export function deleteBatch({ table, key, type, due }: Sweep, clock: Clock, { after: last, limit }: Batch) {
  const next = last === null ? sql`TRUE` : sql`${key} >= ${last}::${type}`;
  return sql<SweepResult>`
    WITH gone AS (
      DELETE FROM ${table} WHERE ${due(clock)} AND ctid = ANY (ARRAY(
        SELECT ctid FROM ${table} WHERE ${due(clock)} AND ${next} ORDER BY ${key} LIMIT ${limit}))
      RETURNING ${key}::text AS key
    )
    SELECT count(*)::int AS count, (array_agg(key ORDER BY key::${type} DESC))[1] AS last FROM gone`;
}

/** How many rows are due, counted up to a number. SQL: asked by the doctor, on a connection of the owner's. */
export function countDue({ table, due }: Sweep, clock: Clock, limit: number): Statement<{ count: number }> {
  return sql<{ count: number }>`
    SELECT count(*)::int AS count FROM (SELECT FROM ${table} WHERE ${due(clock)} LIMIT ${limit}) AS due`;
}

interface Expiry {
  /** Seconds that a row is kept after it expired. */
  keep?: number;
  /** What else must hold. */
  only?: (clock: Clock) => Sql;
}

const expired = (name: string, table: Sql, { keep = 0, only = () => sql`TRUE` }: Expiry = {}): Sweep => ({
  name,
  table,
  key: sql`expires_at`,
  type: sql`timestamptz`,
  due: (clock) => sql`expires_at < ${after(clock.now, -keep)} AND ${only(clock)}`,
});

/** By id, which tells when: no other index knows the old rows of all organisations. */
const old = (name: string, table: Sql, keep: number): Sweep => ({
  name,
  table,
  key: sql`id`,
  type: sql`uuid`,
  due: ({ now }) => sql`id < ${uuidv7Floor(after(now, -keep))}`,
});

/**
 * A refresh token goes with the access token it was issued beside (foreign key), so it keeps that one while it lives.
 */
const withoutLiveRefreshToken = ({ now }: Clock) => sql`
  NOT EXISTS (SELECT FROM refresh_tokens r WHERE r.access_token_id = tokens.id AND r.expires_at > ${now})`;

export const SWEEPS: readonly Sweep[] = [
  expired('sessions', sql`sessions`),
  expired('authorization_requests', sql`authorization_requests`, { keep: DAY }),
  expired('authorization_codes', sql`authorization_codes`, { keep: CODE_RETENTION }),
  expired('tokens', sql`tokens`, { keep: TOKEN_RETENTION, only: withoutLiveRefreshToken }),
  expired('email_verification_tokens', sql`email_verification_tokens`, { keep: LINK_RETENTION }),
  expired('password_reset_tokens', sql`password_reset_tokens`, { keep: LINK_RETENTION }),
  expired('recovery_links', sql`recovery_links`, { keep: LINK_RETENTION }),
  expired('invitations', sql`invitations`, { keep: INVITATION_RETENTION }),
  // An hour more: how many were sent is counted from them.
  expired('one_time_codes', sql`one_time_codes`, { keep: HOUR }),
  expired('sign_in_throttles', sql`sign_in_throttles`),
  expired('webauthn_challenges', sql`webauthn_challenges`),
  expired('replay_ledger', sql`replay_ledger`),
  old('outbound_emails', sql`outbound_emails`, OUTBOX_RETENTION),
  old('logout_deliveries', sql`logout_deliveries`, OUTBOX_RETENTION),
];
