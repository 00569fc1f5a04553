/**
 * The public keys as they are told: from isolate memory, else KV, else the database. Whoever keeps a copy as long as
 * told has one that is no older than COPY_AGE_MAX, wherever it comes from.
 */
import type { JWK } from 'jose';
import type { SystemDb } from '../database/db.ts';
import { sql } from '../database/statement.ts';
import { createKeyCache, type JwkSet, KV_TTL } from './cache.ts';
import { provePublicKey, SIGNING_ALGORITHMS, type SigningKeyRow } from './jwk.ts';
import type { SecretBox } from './secret-box.ts';

export interface PublishedKeys {
  /** As long as this isolate's copy is fresh enough. */
  known(): JwkSet | undefined;
  /** No round trip while another isolate has read them a moment ago. */
  all(db: SystemDb): Promise<JwkSet>;
  /** Looks again, if not too often, when the key is not among those at hand. */
  including(db: SystemDb, kid: string | undefined): Promise<JwkSet>;
  /** For whoever has changed them: the next to ask KV gets them as they are. */
  renew(db: SystemDb): Promise<void>;
}

/** Seconds, as are the others: KV answers from its own caches for a minute, whatever was written meanwhile. */
export const KV_LAG = 60;
export const MEMORY_TTL = 300;
/** `max-age` of the JWKS over HTTP. */
export const JWKS_MAX_AGE = 300;
/** Between reading a copy and handing it on. */
const HANDLING = 30;
export const COPY_AGE_MAX = KV_TTL + KV_LAG + MEMORY_TTL + JWKS_MAX_AGE + HANDLING;
/** Between two questions to the database that unknown `kid`s may cause. */
const ASK_INTERVAL = 60;

/** What nobody who asks for keys is told, and an operator must know. */
export interface KeyTroubles {
  /** KV fails, or does not answer in time: the keys come from the database then. */
  onCacheFailure: (error: unknown) => void;
  /** A row that SECRET_ENCRYPTION_KEY does not prove: written by somebody else, or sealed under a key that is not at hand. */
  onUnprovenKey: (kid: string) => void;
}

export interface PublishedKeysTools {
  box: SecretBox;
  kv: KVNamespace;
  /** Milliseconds since the epoch. */
  clock: () => number;
  ensureKeys: (db: SystemDb) => Promise<void>;
  troubles: KeyTroubles;
}

export function createPublishedKeys({ box, kv, clock, ensureKeys, troubles }: PublishedKeysTools): PublishedKeys {
  let memory: { set: JwkSet; readAt: number } | undefined;
  const cache = createKeyCache(kv, troubles.onCacheFailure);
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
    const keys = await proven(rows, box, troubles.onUnprovenKey);
    // An isolate that is behind with SECRET_ENCRYPTION_KEY must not tell the others of fewer keys than there are.
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

/** Whoever can write into the database cannot have a key of his published: see docs/decisions/0028. */
async function proven(
  rows: readonly SigningKeyRow[],
  box: SecretBox,
  onUnprovenKey: KeyTroubles['onUnprovenKey'],
): Promise<JWK[]> {
  const keys: JWK[] = [];
  for (const row of rows) {
    const key = await provePublicKey(row, box);
    if (key) keys.push(key);
    else onUnprovenKey(row.kid);
  }
  // None at all is no answer, but a Worker that has the wrong key.
  if (keys.length === 0)
    throw new Error('SECRET_ENCRYPTION_KEY opens none of the signing keys, or SECRET_SEALING refuses them');
  return keys;
}

const PUBLISHED = sql<SigningKeyRow & { stage: string }>`
  SELECT id, kid, alg, stage, public_key AS "publicKey", private_key AS "privateKey" FROM jwks
  WHERE is_active ORDER BY created_at, kid`;
