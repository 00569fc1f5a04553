/**
 * The public keys of clients, read from their `jwks_uri` (RFC 7591 section 2) and cached in isolate memory. Values are
 * cached, never promises: a promise belongs to the request that made it.
 */
import type { JSONWebKeySet } from 'jose';
import { fetchOutside } from '../network/outbound.ts';

export interface RemoteJwks {
  /**
   * The keys at this URI; fetched again when the key is not in the cached set.
   * @param onWait called before the server is asked
   * @throws Error when they cannot be fetched
   */
  including(uri: string, kid: string | undefined, now: Date, onWait?: () => void): Promise<JSONWebKeySet>;
}

interface Copy {
  /** Null when no keys could be fetched. */
  set: JSONWebKeySet | null;
  /** Milliseconds since the epoch, as is the next. */
  readAt: number;
  askedAt: number;
}

/** Milliseconds that a copy is used: a withdrawn key is accepted no longer than that. */
const TTL = 60_000;
/** Milliseconds between two requests to one server, whatever `kid`s clients present. */
const ASK_INTERVAL = 10_000;
/** Milliseconds. */
const TIMEOUT = 3_000;
const URIS_MAX = 1_000;

/** @param options whether keys may be on this machine, as they are in development */
export function createRemoteJwks({ loopback }: { loopback: boolean }): RemoteJwks {
  const copies = new Map<string, Copy>();

  function remember(uri: string, copy: Copy): void {
    if (copies.size >= URIS_MAX) copies.clear();
    copies.set(uri, copy);
  }

  return {
    including: async (uri, kid, now, onWait) => {
      const time = now.getTime();
      const copy = copies.get(uri);
      const current = copy && time - copy.readAt < TTL ? copy.set : null;
      if (current && hasKey(current, kid)) return current;
      if (copy && time - copy.askedAt < ASK_INTERVAL) return current ?? unreadable(uri);
      onWait?.();
      try {
        const set = await read(uri, loopback);
        remember(uri, { set, readAt: time, askedAt: time });
        return set;
      } catch (error) {
        // After a failure the cached copy stays in use until its own end, and is not renewed.
        remember(uri, { set: current, readAt: copy?.readAt ?? 0, askedAt: time });
        return current ?? unreadable(uri, error);
      }
    },
  };
}

function hasKey({ keys }: JSONWebKeySet, kid: string | undefined): boolean {
  return kid === undefined || keys.some((key) => key.kid === kid);
}

function unreadable(uri: string, cause?: unknown): never {
  throw new Error(`The keys at ${uri} cannot be read`, { cause });
}

async function read(uri: string, loopback: boolean): Promise<JSONWebKeySet> {
  const request = { method: 'GET', headers: { Accept: 'application/json' }, timeout: TIMEOUT, loopback } as const;
  const { status, body } = await fetchOutside(uri, request);
  if (status !== 200) throw new Error(`Answered ${status}`);
  const { keys } = JSON.parse(body);
  const isKey = (key: unknown) => typeof key === 'object' && key !== null;
  if (!Array.isArray(keys) || !keys.every(isKey)) throw new Error('Not a JWK set');
  return { keys };
}
