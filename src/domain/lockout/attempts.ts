/**
 * How often somebody may guess. An attempt is paid for before it is made, by the statement that looks whether it may
 * be made, so a thousand guesses at once are a thousand payments; a successful one gets its payment back.
 *
 * Three accounts are kept: for an address, for an account seen from that address, for an account seen from anywhere.
 * The last is what an attacker with many addresses runs into, and could be used to keep the owner out, as the first
 * could by whoever shares the owner's address: their delays stay short, and a browser from which the owner has signed in
 * before is held to neither. Addresses that belong to nobody are counted alike, so nothing is told apart by its answer.
 *
 * SQL: one statement checks and pays, however many guess at once.
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
  /** What a known browser is found by. */
  device: string | null;
  payments: { key: string; blocked_until: string | null }[];
}

export interface Origin extends Partial<Actor> {
  /** The value of the device cookie. */
  device?: string | undefined;
}

/**
 * The statement that pays for an attempt at the account whose address `subject` selects as `email`; it answers no row
 * when `subject` does not.
 */
export async function payingForAttempt(
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
  // Nobody is held to an address that the platform did not tell.
  const isHeldToAddress = sql`(NOT known AND ${addressKey}::text IS NOT NULL)`;
  const paying = (rule: Rule, from: Statement & Sql) => payment(now, rule, from);
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
    address AS (${paying(RULES.address, sql`SELECT ${addressKey}::text FROM keys WHERE ${isHeldToAddress}`)}),
    pair AS (${paying(RULES.pair, sql`SELECT pair FROM keys WHERE NOT ${isHeldToAddress} OR EXISTS (SELECT FROM address)`)}),
    account AS (${paying(RULES.account, sql`SELECT account FROM keys WHERE NOT known AND EXISTS (SELECT FROM pair)`)}),
    paid AS (SELECT * FROM address UNION ALL SELECT * FROM pair UNION ALL SELECT * FROM account)
    SELECT known AS "isKnownDevice", CASE WHEN known THEN ${device}::text END AS device,
           EXISTS (SELECT FROM pair) AND (known OR EXISTS (SELECT FROM account)) AS granted,
           (SELECT max(blocked_until) FROM sign_in_throttles
            WHERE (key = pair OR NOT known AND key IN (${addressKey}::text, account)) AND blocked_until > ${now}) AS "retryAt",
           COALESCE((SELECT json_agg(paid) FROM paid), '[]') AS payments
    FROM keys`;
}

/** Keys are taken in one order everywhere (address, pair, account), so that no two attempts wait for each other. */
function payment(now: Date, { free, delay, delayMax, memory }: Rule, key: Statement & Sql) {
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
 * Gives back what an attempt paid, for it was no wrong guess. `succeeded` also forgets the earlier wrong guesses from
 * the same place: the rest of them may have been somebody else's. It is bookkeeping beside something that may have been
 * committed already, so it never fails: at worst somebody waits a little who need not have.
 */
export async function refundAttempt(
  system: System,
  { payments, isKnownDevice }: Attempt,
  { succeeded }: { succeeded: boolean },
): Promise<void> {
  const pair = payments.at(isKnownDevice ? -1 : -2)?.key;
  const statements = payments.map(
    (payment) => sql`
      UPDATE sign_in_throttles AS t
      SET failures = CASE WHEN ${succeeded && payment.key === pair} THEN 0 ELSE GREATEST(t.failures - 1, 0) END,
          blocked_until = CASE WHEN t.blocked_until = p.blocked_until THEN NULL ELSE t.blocked_until END
      FROM jsonb_to_record(${json(payment)}::jsonb) AS p(blocked_until timestamptz)
      WHERE t.key = ${payment.key}`,
  );
  await system.db.flight(...statements).catch((error) => system.log.warn('a guess was not given back', { error }));
}

/** Seconds to wait when a block was set between our look and our payment. */
const RETRY_DEFAULT = 30;

/** @throws rate_limited when the attempt was not granted; what was paid is given back */
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
