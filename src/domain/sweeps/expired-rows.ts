/**
 * Deletes expired rows in batches, oldest first, so that no statement holds many locks for long. A batch starts where
 * the previous one ended, to skip the index entries of rows that were just deleted.
 */
import { uuidv7Floor } from '../../lib/ids.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import { EXPLANATION_RETENTION } from '../explanations/reading.ts';
import { after, type System } from '../unit-of-work/unit-of-work.ts';

const HOUR = 3_600;
const DAY = 86_400;
/** Seconds that consumed codes and tokens are kept, to detect replays, and for investigations. */
const TOKEN_RETENTION = 90 * DAY;
const CODE_RETENTION = DAY;
/** Seconds that outbox rows are kept after sending: what was sent to whom, and what failed. */
const OUTBOX_RETENTION = 30 * DAY;
/** Seconds that a used link is still recognised as used: people click twice. */
const LINK_RETENTION = 7 * DAY;
const INVITATION_RETENTION = 90 * DAY;
/** Seconds that events are kept, with their deliveries to webhooks. */
const EVENT_RETENTION = 90 * DAY;
/** Seconds after which the cookie of a browser is gone, so that nothing can name it again (src/http/cookies.ts). */
const DEVICE_RETENTION = 400 * DAY;
/** Seconds that the runs of jobs are kept. */
const RUN_RETENTION = 30 * DAY;

type Clock = Pick<System, 'now'>;

export interface Sweep {
  name: string;
  table: Sql;
  /** The column by which a row becomes due; an index starts with it. */
  key: Sql;
  /** The type of the column. */
  type: Sql;
  /** The condition for due rows. */
  due(clock: Clock): Sql;
  /** Since when a due row has been due. */
  dueAt: Sql;
}

export interface Batch {
  /** The key of the last row of the previous batch. */
  after: string | null;
  limit: number;
}

export interface SweepResult {
  /** Rows that were chosen. Fewer than the limit: no more are due. */
  found: number;
  /** Of them, those that this sweep removed: another one may have been first. */
  removed: number;
  /** The key of the last one that was chosen. */
  last: string | null;
}

/**
 * Deletes a batch. Without row locks: they need the right to update, which sweeps do not have. Concurrent runs only
 * wait, and PostgreSQL checks a row again that changed meanwhile; then fewer are removed than were found.
 * SQL: `deleteMany` with a limit checks only the ids again, so it would delete a session that was extended meanwhile.
 * It has no order either, and took 1.6 times as long over 200 000 sessions.
 */
export function deleteBatch({ table, key, type, due }: Sweep, clock: Clock, { after: last, limit }: Batch) {
  const next = last === null ? sql`TRUE` : sql`${key} >= ${last}::${type}`;
  return sql<SweepResult>`
    WITH batch AS MATERIALIZED (
      SELECT ctid AS place, ${key} AS key FROM ${table} WHERE ${due(clock)} AND ${next} ORDER BY ${key} LIMIT ${limit}
    ), gone AS (
      DELETE FROM ${table} WHERE ${due(clock)} AND ctid = ANY (ARRAY(SELECT place FROM batch)) RETURNING 1
    )
    SELECT (SELECT count(*)::int FROM batch) AS found, (SELECT count(*)::int FROM gone) AS removed,
      (SELECT b.key::text FROM batch b ORDER BY b.key DESC LIMIT 1) AS last`;
}

/** The due rows, the oldest first. */
export function dueRows({ table, key, due, dueAt }: Sweep, clock: Clock): Sql {
  return sql`SELECT ${dueAt} AS due_at FROM ${table} WHERE ${due(clock)} ORDER BY ${key}`;
}

interface Expiry {
  /** Seconds that a row is kept after it expired. */
  keep?: number;
  /** A further condition. */
  only?: (clock: Clock) => Sql;
}

const expired = (name: string, table: Sql, { keep = 0, only = () => sql`TRUE` }: Expiry = {}): Sweep => ({
  name,
  table,
  key: sql`expires_at`,
  type: sql`timestamptz`,
  due: (clock) => sql`expires_at < ${after(clock.now, -keep)} AND ${only(clock)}`,
  dueAt: sql`expires_at + make_interval(secs => ${keep})`,
});

/** By a time of the row that is not its end. */
const aged = (name: string, table: Sql, column: Sql, keep: number): Sweep => ({
  name,
  table,
  key: column,
  type: sql`timestamptz`,
  due: ({ now }) => sql`${column} < ${after(now, -keep)}`,
  dueAt: sql`${column} + make_interval(secs => ${keep})`,
});

/** By id, which is time-ordered: there is no other index on age across organisations. */
const old = (name: string, table: Sql, keep: number): Sweep => ({
  name,
  table,
  key: sql`id`,
  type: sql`uuid`,
  due: ({ now }) => sql`id < ${uuidv7Floor(after(now, -keep))}`,
  // The first 48 bits are milliseconds (RFC 9562 section 5.7).
  dueAt: sql`
    to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) + make_interval(secs => ${keep})`,
});

/**
 * A foreign key deletes a refresh token with its access token. So the access token is kept while the refresh token is
 * valid. OFFSET has each one looked up: as a join, with few valid ones, every batch would read the whole table of them,
 * however small it is.
 */
const withoutLiveRefreshToken = ({ now }: Clock) => sql`
  NOT EXISTS (SELECT FROM refresh_tokens r WHERE r.access_token_id = tokens.id AND r.expires_at > ${now} OFFSET 0)`;

/** One that was accepted says who founded the organisation. */
const accepted = sql`EXISTS (SELECT FROM organisations o WHERE o.onboarding_invitation_id = onboarding_invitations.id)`;

export const SWEEPS: readonly Sweep[] = [
  expired('sessions', sql`sessions`),
  expired('authorization_requests', sql`authorization_requests`, { keep: DAY }),
  expired('authorization_codes', sql`authorization_codes`, { keep: CODE_RETENTION }),
  expired('device_codes', sql`device_codes`, { keep: CODE_RETENTION }),
  expired('pushed_authorization_requests', sql`pushed_authorization_requests`),
  expired('tokens', sql`tokens`, { keep: TOKEN_RETENTION, only: withoutLiveRefreshToken }),
  expired('email_verification_tokens', sql`email_verification_tokens`, { keep: LINK_RETENTION }),
  expired('password_reset_tokens', sql`password_reset_tokens`, { keep: LINK_RETENTION }),
  expired('recovery_links', sql`recovery_links`, { keep: LINK_RETENTION }),
  expired('invitations', sql`invitations`, { keep: INVITATION_RETENTION }),
  // No index: they are made by hand, one at a time.
  expired('onboarding_invitations', sql`onboarding_invitations`, {
    keep: INVITATION_RETENTION,
    only: () => sql`NOT ${accepted}`,
  }),
  // Kept for an hour: the rate limit on codes counts them.
  expired('one_time_codes', sql`one_time_codes`, { keep: HOUR }),
  expired('user_imports', sql`user_imports`),
  expired('sign_in_throttles', sql`sign_in_throttles`),
  expired('webauthn_challenges', sql`webauthn_challenges`),
  expired('replay_ledger', sql`replay_ledger`),
  expired('idempotency_records', sql`idempotency_records`),
  old('outbound_emails', sql`outbound_emails`, OUTBOX_RETENTION),
  old('logout_deliveries', sql`logout_deliveries`, OUTBOX_RETENTION),
  old('event_stream_deliveries', sql`event_stream_deliveries`, OUTBOX_RETENTION),
  old('explanations', sql`explanations`, EXPLANATION_RETENTION),
  old('platform_explanations', sql`platform_explanations`, EXPLANATION_RETENTION),
  // A foreign key deletes the deliveries of an event with it.
  aged('events', sql`events`, sql`created_at`, EVENT_RETENTION),
  aged('known_devices', sql`known_devices`, sql`last_seen_at`, DEVICE_RETENTION),
  old('job_runs', sql`job_runs`, RUN_RETENTION),
];
