/**
 * The lifecycle of a signing key: published (in the JWKS before it signs), signing, retired (in the JWKS, so that its
 * signatures can be verified), removed. Each stage is longer than the lifetime of any cached JWKS. One transaction
 * moves all keys that are due, under a lock, so that simultaneous rotations have the effect of one.
 */

import { type Sql, type Statement, sql } from '../database/statement.ts';
import type { SigningKeyRow } from './jwk.ts';
import { COPY_AGE_MAX, MEMORY_TTL } from './published-keys.ts';

const DAY = 86_400;
/** Seconds: a day more than our caches keep a JWKS, for clients that cache longer than `max-age`. */
export const PUBLISHED_STAGE = COPY_AGE_MAX + DAY;

export interface Rotation {
  now: Date;
  /** How long a key signs. */
  days: number;
}

/** What happened to a key. */
export interface KeyChange {
  kid: string;
  alg: string;
  change: 'published' | 'signing' | 'retired' | 'removed' | 'revoked';
}

export type Algorithms = Statement<{ alg: SigningKeyRow['alg'] }> & Sql;

/** The algorithms whose next key is due to be published. It signs when its published stage is over. */
export function dueSuccessors({ now, days }: Rotation): Algorithms {
  return withoutSuccessor(sql`staged_at <= ${before(now, days * DAY - PUBLISHED_STAGE)}`);
}

/** The algorithms that have no published key. */
export const WITHOUT_SUCCESSOR: Algorithms = withoutSuccessor(sql`TRUE`);

function withoutSuccessor(condition: Sql): Algorithms {
  return sql`
    SELECT alg FROM jwks WHERE stage = 'signing' AND ${condition}
      AND NOT EXISTS (SELECT FROM jwks n WHERE n.alg = jwks.alg AND n.stage = 'published' AND n.is_active)`;
}

/** @param successors new keys; only those that are due are stored */
export function rotateKeys(rotation: Rotation, successors: readonly SigningKeyRow[]): Statement<KeyChange>[] {
  const { now, days } = rotation;
  const known = before(now, PUBLISHED_STAGE);
  return [
    removeKeys(now, days * DAY),
    retireKeys(
      now,
      sql`EXISTS (
      SELECT FROM jwks n WHERE n.alg = jwks.alg AND n.stage = 'published' AND n.is_active AND n.staged_at <= ${known})`,
    ),
    promoteKeys(now, known),
    ...publishKeys(now, successors, dueSuccessors(rotation)),
  ];
}

/** @param due the algorithms that need a published key; by default those that have none */
export function publishKeys(
  now: Date,
  successors: readonly SigningKeyRow[],
  due: Algorithms = WITHOUT_SUCCESSOR,
): Statement<KeyChange>[] {
  return successors.map(
    (key) => sql<KeyChange>`
      INSERT INTO jwks (${KEY_COLUMNS}) SELECT ${keyValues(key, now)}, 'published'
      WHERE ${key.alg} IN (${due}) RETURNING kid, alg, 'published' AS change`,
  );
}

/**
 * For an emergency: other keys sign from now on, even if clients have not seen them. A revoked key leaves the JWKS, and
 * its sealed private key is destroyed, so that it cannot be made active again. Published keys are preferred to new
 * ones, since some clients have seen them.
 * @param algorithms whose key is replaced
 * @param keys new keys; only those that are needed are stored
 */
export function replaceKeys(
  now: Date,
  { algorithms, revoked, keys }: { algorithms: readonly string[]; revoked: readonly string[]; keys: SigningKeyRow[] },
): Statement<KeyChange>[] {
  return [
    sql<KeyChange>`
      UPDATE jwks SET stage = 'retired', is_active = false, private_key = '', staged_at = ${now}, updated_at = ${now}
      WHERE kid = ANY (${revoked}::text[]) RETURNING kid, alg, 'revoked' AS change`,
    retireKeys(now, sql`alg = ANY (${algorithms}::text[])`),
    promoteKeys(now, now),
    ...keys.map(
      (key) => sql<KeyChange>`
        INSERT INTO jwks (${KEY_COLUMNS}) VALUES (${keyValues(key, now)}, 'signing')
        ON CONFLICT (alg) WHERE stage = 'signing' DO NOTHING RETURNING kid, alg, 'signing' AS change`,
    ),
  ];
}

/** To be sent first in every transaction that moves keys. The number is arbitrary, and used by no other lock. */
export const LOCK_KEYS: Statement<never> = sql`SELECT pg_advisory_xact_lock(1128616524)`;

/**
 * A retired key stays as long as tokens that it signed can be valid: the longest lifetime of any client, and the
 * minutes for which isolates that had cached the key still signed with it. It stays at least as long as a key signs,
 * since ID tokens are used as hints after they expire (OIDC Core section 3.1.2.1).
 */
function removeKeys(now: Date, floor: number): Statement<KeyChange> {
  return sql<KeyChange>`
    DELETE FROM jwks WHERE stage = 'retired' AND staged_at <= ${now}::timestamptz - make_interval(secs => GREATEST(
      ${floor}, ${MEMORY_TTL + COPY_AGE_MAX} + (SELECT max(GREATEST(access_token_lifetime, id_token_lifetime)) FROM clients)))
    RETURNING kid, alg, 'removed' AS change`;
}

function retireKeys(now: Date, condition: Sql): Statement<KeyChange> {
  return sql<KeyChange>`
    UPDATE jwks SET stage = 'retired', staged_at = ${now}, updated_at = ${now} WHERE stage = 'signing' AND ${condition}
    RETURNING kid, alg, 'retired' AS change`;
}

/** Lets the oldest published key of each algorithm sign, where no key signs. */
function promoteKeys(now: Date, publishedUntil: Date): Statement<KeyChange> {
  return sql<KeyChange>`
    UPDATE jwks SET stage = 'signing', staged_at = ${now}, updated_at = ${now}
    WHERE id IN (
      SELECT DISTINCT ON (alg) id FROM jwks
      WHERE stage = 'published' AND is_active AND staged_at <= ${publishedUntil}
        AND NOT EXISTS (SELECT FROM jwks s WHERE s.alg = jwks.alg AND s.stage = 'signing')
      ORDER BY alg, staged_at)
    RETURNING kid, alg, 'signing' AS change`;
}

export const KEY_COLUMNS = sql`id, kid, alg, public_key, private_key, staged_at, created_at, updated_at, stage`;

/** The values of KEY_COLUMNS without the last one. */
export function keyValues({ id, kid, alg, publicKey, privateKey }: SigningKeyRow, now: Date): Sql {
  const moment = sql`${now}::timestamptz`;
  return sql`${id}::uuid, ${kid}, ${alg}, ${publicKey}, ${privateKey}, ${moment}, ${moment}, ${moment}`;
}

function before(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() - seconds * 1000);
}
