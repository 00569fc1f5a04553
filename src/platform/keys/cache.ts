/** The public keys in KV, a cache before the database. Reads have a short timeout, and nothing waits for writes. */
import type { JWK } from 'jose';
import { withTimeout } from '../../lib/timeout.ts';

export interface JwkSet {
  keys: JWK[];
}

export interface KeyCache {
  /** Null when KV has none, fails, or takes longer than a second. */
  read(): Promise<JwkSet | null>;
  /** Runs after the response. A failure (KV allows one write a second for a key) only costs other isolates a query. */
  write(set: JwkSet): Promise<void>;
}

const KV_KEY = 'jwks';
/** Seconds. KV cannot be purged from outside, so a withdrawn key stays there at most this long. */
export const KV_TTL = 300;
/** Milliseconds: a healthy KV answers in some tens. */
const TIMEOUT = 1_000;

/** @param onFailure called when KV fails or does not answer in time */
export function createKeyCache(kv: KVNamespace, onFailure: (error: unknown) => void): KeyCache {
  /** Asynchronous, so that synchronous exceptions of KV are handled as well. */
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
      // The runtime keeps the request alive until the write has ended.
      const { waitUntil } = await import('cloudflare:workers');
      waitUntil(attempt(() => kv.put(KV_KEY, JSON.stringify(set), { expirationTtl: KV_TTL })));
    },
  };
}
