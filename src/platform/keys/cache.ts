/** The public keys in KV: there to be faster than the database, so nobody waits for it for long, nor for a write at all. */
import type { JWK } from 'jose';
import { withTimeout } from '../../lib/timeout.ts';

export interface JwkSet {
  keys: JWK[];
}

export interface KeyCache {
  /** Null when it has none, fails, or takes longer than a second. */
  read(): Promise<JwkSet | null>;
  /** Goes on beside the answer. A failure (KV allows one write a second for a key) costs others a query. */
  write(set: JwkSet): Promise<void>;
}

const KV_KEY = 'jwks';
/** Seconds. Nobody can reach into KV from outside: a key that is withdrawn stays there no longer. */
export const KV_TTL = 300;
/** Milliseconds: it answers in some tens when it does. */
const TIMEOUT = 1_000;

/** @param onFailure told when KV fails or does not answer in time */
export function createKeyCache(kv: KVNamespace, onFailure: (error: unknown) => void): KeyCache {
  /** Asynchronous, so that what KV throws at once is a failure like others. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await withTimeout(TIMEOUT, work());
    } catch (error) {
      onFailure(error);
      return null;
    }
  }
  return {
    read: () => attempt(() => kv.get<JwkSet>(KV_KEY, 'json')),
    write: async (set) => {
      // The runtime keeps the request alive until it is done.
      const { waitUntil } = await import('cloudflare:workers');
      waitUntil(attempt(() => kv.put(KV_KEY, JSON.stringify(set), { expirationTtl: KV_TTL })));
    },
  };
}
