/**
 * A resource server that checks JWT access tokens by itself: it keeps each status list for its `ttl` (Token Status List
 * section 8.3), and refuses a token whose bit is 1.
 */
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { isMarked, unpackList } from '../../support/status-bits.ts';

interface KeptList {
  bytes: Uint8Array;
  until: number;
}

export interface ResourceServer {
  accepts(accessToken: string): Promise<boolean>;
  /** How often it fetched a list. */
  readonly fetches: number;
}

/** @param issuer what the tokens name as their issuer @param url where the Worker really is */
export function openResourceServer(issuer: string, url: string): ResourceServer {
  const keys = createRemoteJWKSet(new URL(`${url}/oauth2/jwks.json`));
  const kept = new Map<string, KeptList>();
  let fetches = 0;

  async function listAt(uri: string): Promise<Uint8Array> {
    const known = kept.get(uri);
    if (known && known.until > performance.now()) return known.bytes;
    fetches++;
    const answer = await fetch(uri.replace(issuer, url));
    const { payload } = await jwtVerify(await answer.text(), keys, { typ: 'statuslist+jwt', subject: uri });
    const { ttl = 0, status_list: list } = payload as JWTPayload & { ttl?: number; status_list: { lst: string } };
    const bytes = await unpackList(list.lst);
    kept.set(uri, { bytes, until: performance.now() + ttl * 1000 });
    return bytes;
  }

  return {
    accepts: async (accessToken) => {
      const { status } = decodeJwt(accessToken) as { status: { status_list: { idx: number; uri: string } } };
      const { idx, uri } = status.status_list;
      return !isMarked(await listAt(uri), idx);
    },
    get fetches() {
      return fetches;
    },
  };
}
