/** Removing what has served its time. Each sweep deletes at most a batch, so that no run locks much for long. */
import { uuidv7Floor } from '../lib/ids.ts';
import { type Statement, sql } from '../platform/statement.ts';
import { after, type System } from './unit-of-work.ts';

const BATCH = 5_000;
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

export interface Sweep {
  name: string;
  statement(system: System): Statement;
}

/** No row locks: they would ask for the right to update, which sweeps do not have. Two runs at once only wait. */
const expired = (table: Table, before: Date, condition = sql`TRUE`): Statement => sql`
  DELETE FROM ${TABLES[table]} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${TABLES[table]} WHERE expires_at < ${before} AND ${condition} LIMIT ${BATCH}))`;

const TABLES = {
  sessions: sql`sessions`,
  authorization_requests: sql`authorization_requests`,
  authorization_codes: sql`authorization_codes`,
  tokens: sql`tokens`,
  email_verification_tokens: sql`email_verification_tokens`,
  password_reset_tokens: sql`password_reset_tokens`,
  recovery_links: sql`recovery_links`,
  invitations: sql`invitations`,
  one_time_codes: sql`one_time_codes`,
  sign_in_throttles: sql`sign_in_throttles`,
  webauthn_challenges: sql`webauthn_challenges`,
  replay_ledger: sql`replay_ledger`,
};
type Table = keyof typeof TABLES;

/** By id, which tells when: no other index knows the old rows of all organisations. */
const old = (table: keyof typeof OUTBOXES, before: Date): Statement => sql`
  DELETE FROM ${OUTBOXES[table]} WHERE id = ANY (ARRAY(
    SELECT id FROM ${OUTBOXES[table]} WHERE id < ${uuidv7Floor(before)} ORDER BY id LIMIT ${BATCH}))`;

const OUTBOXES = { outbound_emails: sql`outbound_emails`, logout_deliveries: sql`logout_deliveries` };

/** A refresh token goes with the access token it was issued beside (foreign key), so it keeps that one while it lives. */
const withoutLiveRefreshToken = (now: Date) => sql`
  NOT EXISTS (SELECT FROM refresh_tokens r WHERE r.access_token_id = tokens.id AND r.expires_at > ${now})`;

export const SWEEPS: readonly Sweep[] = [
  { name: 'sessions', statement: ({ now }) => expired('sessions', now) },
  { name: 'authorization_requests', statement: ({ now }) => expired('authorization_requests', after(now, -DAY)) },
  { name: 'authorization_codes', statement: ({ now }) => expired('authorization_codes', after(now, -CODE_RETENTION)) },
  {
    name: 'tokens',
    statement: ({ now }) => expired('tokens', after(now, -TOKEN_RETENTION), withoutLiveRefreshToken(now)),
  },
  {
    name: 'email_verification_tokens',
    statement: ({ now }) => expired('email_verification_tokens', after(now, -LINK_RETENTION)),
  },
  {
    name: 'password_reset_tokens',
    statement: ({ now }) => expired('password_reset_tokens', after(now, -LINK_RETENTION)),
  },
  { name: 'recovery_links', statement: ({ now }) => expired('recovery_links', after(now, -LINK_RETENTION)) },
  { name: 'invitations', statement: ({ now }) => expired('invitations', after(now, -INVITATION_RETENTION)) },
  // An hour more: how many were sent is counted from them.
  { name: 'one_time_codes', statement: ({ now }) => expired('one_time_codes', after(now, -HOUR)) },
  { name: 'sign_in_throttles', statement: ({ now }) => expired('sign_in_throttles', now) },
  { name: 'webauthn_challenges', statement: ({ now }) => expired('webauthn_challenges', now) },
  { name: 'replay_ledger', statement: ({ now }) => expired('replay_ledger', now) },
  { name: 'outbound_emails', statement: ({ now }) => old('outbound_emails', after(now, -OUTBOX_RETENTION)) },
  { name: 'logout_deliveries', statement: ({ now }) => old('logout_deliveries', after(now, -OUTBOX_RETENTION)) },
];
