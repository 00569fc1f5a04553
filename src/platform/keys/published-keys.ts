/**
 * The public keys that are published: from isolate memory, else KV, else the database. A client that respects `max-age`
 * has a copy no older than COPY_AGE_MAX, from whichever cache it came.
 */
import type { JWK } from 'jose';
import type { SystemDb } from '../database/db.ts';
import { sql } from '../database/statement.ts';
import { createKeyCache, type JwkSet, KV_TTL } from './cache.ts';
import { provePublicKey, SIGNING_ALGORITHMS, type SigningKeyRow } from './jwk.ts';
import type { SecretBox } from './secret-box.ts';

export interface PublishedKeys {
  /** The copy in isolate memory, while it is fresh. */
  known(): JwkSet | undefined;
  /** From isolate memory or KV without a round trip to the database, if one of them has a copy. */
  all(db: SystemDb): Promise<JwkSet>;
  /** Reads the database again, with a limit on how often, when the key is not in the cached copy. */
  including(db: SystemDb, kid: string | undefined): Promise<JwkSet>;
  /** To be called after a change: reads the database and writes the keys to KV. */
  renew(db: SystemDb): Promise<void>;
}

/** Seconds, as are the others: KV may answer from its own caches for a minute after a write. */
export const KV_LAG = 60;
export const MEMORY_TTL = 300;
/** `max-age` of the JWKS over HTTP. */
export const JWKS_MAX_AGE = 300;
/** Between reading a copy and sending it. */
const HANDLING = 30;
export const COPY_AGE_MAX = KV_TTL + KV_LAG + MEMORY_TTL + JWKS_MAX_AGE + HANDLING;
/** Between two queries that unknown `kid`s may cause. */
const ASK_INTERVAL = 60;

/** Failures that are not reported to clients, but to the operator. */
export interface KeyFailureHandlers {
  /** KV fails, or does not answer in time: the keys come from the database then. */
  onCacheFailure: (error: unknown) => void;
  /**
   * SECRET_ENCRYPTION_KEY does not decrypt a row: it was not written by us, or sealed under a key that is not
   * configured.
   */
  onUnprovenKey: (kid: string) => void;
}

export interface PublishedKeysTools {
  box: SecretBox;
  kv: KVNamespace;
  /** Milliseconds since the epoch. */
  clock: () => number;
  ensureKeys: (db: SystemDb) => Promise<void>;
  failureHandlers: KeyFailureHandlers;
}

export function createPublishedKeys({
  box,
  kv,
  clock,
  ensureKeys,
  failureHandlers,
}: PublishedKeysTools): PublishedKeys {
  let memory: { set: JwkSet; readAt: number } | undefined;
  const cache = createKeyCache(kv, failureHandlers.onCacheFailure);
  let askedAt = Number.NEGATIVE_INFINITY;
  const isWithin = (moment: number, seconds: number) => clock() - moment < seconds * 1000;

  function remember(set: JwkSet): JwkSet {
    memory = { set, readAt: clock() };
    return set;
  }

  async function ask(db: SystemDb): Promise<JwkSet> {
    askedAt = clock();
    let [rows] = await db.flight(PUBLISHED);
    if (!SIGNING_ALGORITHMS.every((alg) => rows.some((row) => row.alg === alg && row.stage === 'signing'))) {
      await ensureKeys(db);
      [rows] = await db.flight(PUBLISHED);
    }
    const keys = await proven(rows, box, failureHandlers.onUnprovenKey);
    // An isolate with an outdated SECRET_ENCRYPTION_KEY must not give the others an incomplete set.
    if (keys.length === rows.length) await cache.write({ keys });
    return remember({ keys });
  }

  function known(): JwkSet | undefined {
    return memory && isWithin(memory.readAt, MEMORY_TTL) ? memory.set : undefined;
  }

  async function all(db: SystemDb): Promise<JwkSet> {
    const set = known();
    if (set) return set;
    const cached = await cache.read();
    return cached ? remember(cached) : ask(db);
  }

  async function including(db: SystemDb, kid: string | undefined): Promise<JwkSet> {
    const set = await all(db);
    return set.keys.some((key) => key.kid === kid) || isWithin(askedAt, ASK_INTERVAL) ? set : ask(db);
  }

  return { known, all, including, renew: async (db) => void (await ask(db)) };
}

/** Write access to the database does not suffice to have a key published: see docs/decisions/0028. */
async function proven(
  rows: readonly SigningKeyRow[],
  box: SecretBox,
  onUnprovenKey: KeyFailureHandlers['onUnprovenKey'],
): Promise<JWK[]> {
  const keys: JWK[] = [];
  for (const row of rows) {
    const key = await provePublicKey(row, box);
    if (key) keys.push(key);
    else onUnprovenKey(row.kid);
  }
  // An empty set is never published: this Worker has the wrong key.
  if (keys.length === 0)
    throw new Error('SECRET_ENCRYPTION_KEY opens none of the signing keys, or SECRET_SEALING refuses them');
  return keys;
}

const PUBLISHED = sql<SigningKeyRow & { stage: string }>`
  SELECT id, kid, alg, stage, public_key AS "publicKey", private_key AS "privateKey" FROM jwks
  WHERE is_active ORDER BY created_at, kid`;
