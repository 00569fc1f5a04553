/**
 * Rate limits on sign-in attempts. One statement checks an attempt and counts it before the password is compared, so
 * parallel attempts are all counted. A successful attempt is refunded.
 *
 * There are three counters: per IP address (`address`), per account and IP address (`pair`), and per account from
 * anywhere (`account`). The last stops an attacker with many addresses. The first and the last could also lock out the
 * owner of the account: their delays stay short, and they do not apply to a browser from which the owner has signed in
 * before. Attempts at unknown e-mail addresses are counted alike, so the answer does not allow enumeration.
 *
 * SQL: one statement checks and counts, however many attempts run at once.
 */
import { AppError } from '../../errors.ts';
import { networkOf } from '../../lib/networks.ts';
import { sha256 } from '../../lib/secrets.ts';
import { json, type Sql, type Statement, sql } from '../../platform/database/statement.ts';
import type { Actor, System } from '../unit-of-work/unit-of-work.ts';

interface Rule {
  /** Attempts without any delay. */
  free: number;
  /** Seconds after the last free attempt; they double with each one that follows. */
  delay: number;
  delayMax: number;
  /** Seconds without an attempt after which the past is forgotten. */
  memory: number;
}

const HOUR = 3600;
const RULES = {
  address: { free: 100, delay: 60, delayMax: 900, memory: HOUR },
  pair: { free: 5, delay: 30, delayMax: 900, memory: 24 * HOUR },
  account: { free: 20, delay: 60, delayMax: 300, memory: 6 * HOUR },
} as const satisfies Record<string, Rule>;

export interface Attempt {
  granted: boolean;
  retryAt: Date | null;
  /** Whether the account's owner has used this browser before. */
  isKnownDevice: boolean;
  /** The hash by which a known browser is found. */
  device: string | null;
  /** The counters that were increased. */
  charges: { key: string; blocked_until: string | null }[];
}

export interface Origin extends Partial<Actor> {
  /** The value of the device cookie. */
  device?: string | undefined;
}

/**
 * The statement that counts an attempt at the account whose address `subject` selects as `email`. It returns no row
 * when `subject` selects none.
 */
export async function chargeAttempt(
  system: System,
  origin: Origin,
  subject: Statement & Sql,
): Promise<Statement<Attempt>> {
  const { now } = system;
  const network = networkOf(origin.ipAddress);
  const addressKey = network && (await sha256(`address ${network}`));
  const device = await sha256(origin.device ?? '');
  const keyOf = (kind: string, place: Statement & Sql) =>
    sql`encode(sha256(convert_to(${`${kind} `}::text || subject.email || ' ' || ${place}, 'UTF8')), 'base64')`;
  // Without an IP address from the platform, the limit per address does not apply.
  const isAddressLimited = sql`(NOT known AND ${addressKey}::text IS NOT NULL)`;
  const charge = (rule: Rule, from: Statement & Sql) => chargeKey(now, rule, from);
  return sql<Attempt>`
    WITH subject AS (${subject}),
    keys AS (
      SELECT known, ${keyOf('account', sql`''`)} AS account,
             ${keyOf('pair', sql`CASE WHEN known THEN ${device}::text ELSE ${network ?? ''}::text END`)} AS pair
      FROM subject CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT FROM users u
        JOIN known_devices k ON k.organisation_id = u.organisation_id AND k.user_id = u.id
        WHERE u.email = subject.email AND u.deleted_at IS NULL AND k.device = ${device}) AS known) AS devices
    ),
    address AS (${charge(RULES.address, sql`SELECT ${addressKey}::text FROM keys WHERE ${isAddressLimited}`)}),
    pair AS (${charge(RULES.pair, sql`SELECT pair FROM keys WHERE NOT ${isAddressLimited} OR EXISTS (SELECT FROM address)`)}),
    account AS (${charge(RULES.account, sql`SELECT account FROM keys WHERE NOT known AND EXISTS (SELECT FROM pair)`)}),
    charged AS (SELECT * FROM address UNION ALL SELECT * FROM pair UNION ALL SELECT * FROM account)
    SELECT known AS "isKnownDevice", CASE WHEN known THEN ${device}::text END AS device,
           EXISTS (SELECT FROM pair) AND (known OR EXISTS (SELECT FROM account)) AS granted,
           (SELECT max(blocked_until) FROM sign_in_throttles
            WHERE (key = pair OR NOT known AND key IN (${addressKey}::text, account)) AND blocked_until > ${now}) AS "retryAt",
           COALESCE((SELECT json_agg(charged) FROM charged), '[]') AS charges
    FROM keys`;
}

/** Keys are locked in one order everywhere (address, pair, account), so that two attempts never deadlock. */
function chargeKey(now: Date, { free, delay, delayMax, memory }: Rule, key: Statement & Sql) {
  const failures = sql`(CASE WHEN t.expires_at > ${now} THEN t.failures ELSE 0 END + 1)`;
  return sql`
    INSERT INTO sign_in_throttles AS t (key, failures, expires_at)
    SELECT k.key, 1, ${now}::timestamptz + make_interval(secs => ${memory}) FROM (${key}) AS k(key)
    ON CONFLICT (key) DO UPDATE SET
      failures = ${failures},
      blocked_until = CASE WHEN ${failures} >= ${free}::int THEN ${now}::timestamptz
        + make_interval(secs => LEAST(${delayMax}, ${delay} * power(2, LEAST(${failures} - ${free}::int, 30)))) END,
      expires_at = EXCLUDED.expires_at
    WHERE t.blocked_until IS NULL OR t.blocked_until <= ${now}
    RETURNING t.key, t.blocked_until`;
}

/**
 * Takes an attempt off the counters, because it was not a wrong answer. `succeeded` also resets the counter per account
 * and address; the failures on the other counters may be somebody else's. It never throws: what the attempt was for may
 * be committed already, and a lost refund only causes a delay.
 */
export async function refundAttempt(
  system: System,
  { charges, isKnownDevice }: Attempt,
  { succeeded }: { succeeded: boolean },
): Promise<void> {
  const pair = charges.at(isKnownDevice ? -1 : -2)?.key;
  const statements = charges.map(
    (charge) => sql`
      UPDATE sign_in_throttles AS t
      SET failures = CASE WHEN ${succeeded && charge.key === pair} THEN 0 ELSE GREATEST(t.failures - 1, 0) END,
          blocked_until = CASE WHEN t.blocked_until = p.blocked_until THEN NULL ELSE t.blocked_until END
      FROM jsonb_to_record(${json(charge)}::jsonb) AS p(blocked_until timestamptz)
      WHERE t.key = ${charge.key}`,
  );
  await system.db
    .flight(...statements)
    .catch((error) => system.log.warn('a sign-in attempt was not refunded', { error }));
}

/** Seconds to wait when a parallel attempt set a block after the statement had read its snapshot. */
const RETRY_DEFAULT = 30;

/** @throws rate_limited when the attempt was not granted; it is refunded */
export async function assertGranted(system: System, attempt: Attempt): Promise<void> {
  if (attempt.granted) return;
  await refundAttempt(system, attempt, { succeeded: false });
  const wait = attempt.retryAt ? (attempt.retryAt.getTime() - system.now.getTime()) / 1000 : RETRY_DEFAULT;
  const retryAfter = Math.max(1, Math.ceil(wait));
  throw new AppError('rate_limited', 'Rate limit exceeded. Please try again later.', {
    retryAfter,
    extensions: { retryAfter },
    log: 'sign-in attempts exhausted',
  });
}
