/**
 * Public keys for verification, imported once per isolate: importing one costs as much as verifying with it. The cache
 * key is the key's content, so a changed set is imported again. Values are cached, never promises: a promise belongs to
 * the request that made it.
 */
import { createLocalJWKSet, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';

type PublicKey = CryptoKey | Uint8Array;

/** Finds the key of the set for a header, as `createLocalJWKSet` does, and throws its errors. */
export type VerificationKeys = (
  set: JSONWebKeySet,
  header: JWSHeaderParameters,
  token: FlattenedJWSInput,
) => Promise<PublicKey>;

const KEYS_MAX = 1_000;
/** Characters. Larger sets are not cached: their size is chosen by clients. */
const LENGTH_MAX = 8_192;

export function createVerificationKeys(): VerificationKeys {
  const imported = new Map<string, PublicKey>();

  function keep(content: string, key: PublicKey): void {
    const [oldest] = imported.size < KEYS_MAX ? [] : imported.keys();
    if (oldest !== undefined) imported.delete(oldest);
    if (content.length <= LENGTH_MAX) imported.set(content, key);
  }

  return async (set, header, token) => {
    const content = contentOf(set, header);
    const known = imported.get(content);
    if (known) return known;
    const key = await createLocalJWKSet(set)(header, token);
    keep(content, key);
    return key;
  };
}

/** Everything that determines the key and its algorithm. */
function contentOf({ keys }: JSONWebKeySet, { alg, kid }: JWSHeaderParameters): string {
  return JSON.stringify([alg, kid, kid === undefined ? keys : keys.filter((key) => key.kid === kid)]);
}
