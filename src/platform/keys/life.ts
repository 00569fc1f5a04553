/**
 * The life of a signing key: published (in the JWKS, so that everybody knows it before it signs), signing, retired (in
 * the JWKS, so that what it signed can be verified), gone. Each stage is longer than every copy of the JWKS is kept.
 * One transaction moves all keys that are due, under a lock: of several movers the last finds nothing left to do.
 */

import { type Sql, type Statement, sql } from '../database/statement.ts';
import type { SigningKeyRow } from './jwk.ts';
import { COPY_AGE_MAX, MEMORY_TTL } from './published-keys.ts';

const DAY = 86_400;
/** Seconds: a day more than any copy of ours, for clients that keep the keys longer than they are told. */
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

type Algorithms = Statement<{ alg: SigningKeyRow['alg'] }> & Sql;

/** The algorithms whose successor is to be published now: it signs when its time as published is over. */
export function dueSuccessors({ now, days }: Rotation): Algorithms {
  return withoutSuccessor(sql`staged_at <= ${before(now, days * DAY - PUBLISHED_STAGE)}`);
}

function withoutSuccessor(condition: Sql): Algorithms {
  return sql`
    SELECT alg FROM jwks WHERE stage = 'signing' AND ${condition}
      AND NOT EXISTS (SELECT FROM jwks n WHERE n.alg = jwks.alg AND n.stage = 'published' AND n.is_active)`;
}

/** @param successors new keys, of which those are stored that are due */
export function rotating(rotation: Rotation, successors: readonly SigningKeyRow[]): Statement<KeyChange>[] {
  const { now, days } = rotation;
  const known = before(now, PUBLISHED_STAGE);
  return [
    removing(now, days * DAY),
    retiring(
      now,
      sql`EXISTS (
      SELECT FROM jwks n WHERE n.alg = jwks.alg AND n.stage = 'published' AND n.is_active AND n.staged_at <= ${known})`,
    ),
    promoting(now, known),
    ...publishing(now, successors, dueSuccessors(rotation)),
  ];
}

/** @param due the algorithms that need one; by default those that have none */
export function publishing(
  now: Date,
  successors: readonly SigningKeyRow[],
  due: Algorithms = withoutSuccessor(sql`TRUE`),
): Statement<KeyChange>[] {
  return successors.map(
    (key) => sql<KeyChange>`
      INSERT INTO jwks (${KEY_COLUMNS}) SELECT ${keyValues(key, now)}, 'published'
      WHERE ${key.alg} IN (${due}) RETURNING kid, alg, 'published' AS change`,
  );
}

/**
 * For an emergency: other keys sign from now on, known to everybody or not; a key that is revoked leaves the JWKS, and
 * loses what proves it ours, so that it cannot be made active again.
 * Published keys come first, since some have seen them.
 * @param algorithms whose key is replaced
 * @param keys new ones, of which those are stored that are needed
 */
export function replacing(
  now: Date,
  { algorithms, revoked, keys }: { algorithms: readonly string[]; revoked: readonly string[]; keys: SigningKeyRow[] },
): Statement<KeyChange>[] {
  return [
    sql<KeyChange>`
      UPDATE jwks SET stage = 'retired', is_active = false, private_key = '', staged_at = ${now}, updated_at = ${now}
      WHERE kid = ANY (${revoked}::text[]) RETURNING kid, alg, 'revoked' AS change`,
    retiring(now, sql`alg = ANY (${algorithms}::text[])`),
    promoting(now, now),
    ...keys.map(
      (key) => sql<KeyChange>`
        INSERT INTO jwks (${KEY_COLUMNS}) VALUES (${keyValues(key, now)}, 'signing')
        ON CONFLICT (alg) WHERE stage = 'signing' DO NOTHING RETURNING kid, alg, 'signing' AS change`,
    ),
  ];
}

/** Before anything that moves keys, in the same transaction. Any constant serves that nothing else locks. */
export const LOCK_KEYS: Statement<never> = sql`SELECT pg_advisory_xact_lock(1128616524)`;

/**
 * A retired key stays as long as anything that it signed can be alive: it signed for some minutes more, where an isolate
 * remembered it, and the longest lifetime counts of all clients. So long as keys sign at the least, since ID tokens come
 * back as hints after their time (OIDC Core section 3.1.2.1).
 */
function removing(now: Date, floor: number): Statement<KeyChange> {
  return sql<KeyChange>`
    DELETE FROM jwks WHERE stage = 'retired' AND staged_at <= ${now}::timestamptz - make_interval(secs => GREATEST(
      ${floor}, ${MEMORY_TTL + COPY_AGE_MAX} + (SELECT max(GREATEST(access_token_lifetime, id_token_lifetime)) FROM clients)))
    RETURNING kid, alg, 'removed' AS change`;
}

function retiring(now: Date, condition: Sql): Statement<KeyChange> {
  return sql<KeyChange>`
    UPDATE jwks SET stage = 'retired', staged_at = ${now}, updated_at = ${now} WHERE stage = 'signing' AND ${condition}
    RETURNING kid, alg, 'retired' AS change`;
}

/** The oldest published key of each algorithm that none signs with. */
function promoting(now: Date, publishedUntil: Date): Statement<KeyChange> {
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

/** All but the last of the columns. */
export function keyValues({ id, kid, alg, publicKey, privateKey }: SigningKeyRow, now: Date): Sql {
  const moment = sql`${now}::timestamptz`;
  return sql`${id}::uuid, ${kid}, ${alg}, ${publicKey}, ${privateKey}, ${moment}, ${moment}, ${moment}`;
}

function before(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() - seconds * 1000);
}
