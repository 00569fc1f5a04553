/**
 * The private keys that sign, all decrypted at once and cached in the isolate. Values are cached, never promises: a
 * promise belongs to the request that made it.
 */
import { importJWK } from 'jose';
import type { SystemDb } from '../database/db.ts';
import { sql } from '../database/statement.ts';
import { openPrivateKey, SIGNING_ALGORITHMS, type SigningKeyRow } from './jwk.ts';
import type { PublishedKeys } from './published-keys.ts';
import type { SecretBox } from './secret-box.ts';

export interface SigningKey {
  kid: string;
  key: CryptoKey;
}

export type PrivateKeys = ReadonlyMap<string, SigningKey>;

interface PrivateKeysTools {
  box: SecretBox;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Makes the keys that are missing. */
  ensureKeys: (db: SystemDb) => Promise<void>;
  published: PublishedKeys;
}

/** @returns a function that returns the keys by algorithm; `age` is how many seconds old the cached ones may be */
export function createPrivateKeys({ box, clock, ensureKeys, published }: PrivateKeysTools) {
  let memory: { keys: PrivateKeys; readAt: number } | undefined;

  async function load(db: SystemDb): Promise<PrivateKeys> {
    let [rows] = await db.flight(SIGNING);
    if (!SIGNING_ALGORITHMS.every((alg) => rows.some((row) => row.alg === alg))) {
      await ensureKeys(db);
      [rows] = await db.flight(SIGNING);
    }
    return new Map(await Promise.all(rows.map((row) => open(box, row))));
  }

  return async (db: SystemDb, age: number): Promise<PrivateKeys> => {
    if (memory && clock() - memory.readAt < age * 1000) return memory.keys;
    const keys = await load(db);
    // After an emergency a key may sign that is in no cached JWKS: it is published before it is used.
    for (const { kid } of keys.values()) await published.including(db, kid);
    memory = { keys, readAt: clock() };
    return keys;
  };
}

async function open(box: SecretBox, row: SigningKeyRow): Promise<[string, SigningKey]> {
  const key = (await importJWK(await openPrivateKey(row, box), row.alg)) as CryptoKey;
  return [row.alg, { kid: row.kid, key }];
}

const SIGNING = sql<SigningKeyRow>`
  SELECT id, kid, alg, public_key AS "publicKey", private_key AS "privateKey" FROM jwks WHERE stage = 'signing' AND is_active`;
