/**
 * The places of tokens in a status list: shuffled, so that a place does not tell when its token was issued, and with
 * decoys among them, so that the number of revoked tokens does not show.
 */
import type { Bytes } from '../../lib/bytes.ts';

/** Tokens of one list. A larger list would hide better, and take more memory of every isolate that issues tokens. */
export const LIST_TOKENS = 131_072;
/** Places that no token ever has. Some of them are marked as revoked: how many is a secret of the list. */
export const LIST_DECOYS = 4_096;
export const LIST_PLACES = LIST_TOKENS + LIST_DECOYS;

/** Bytes of a list of one bit a place. */
export const LIST_BYTES = LIST_PLACES / 8;

const HOUR_MS = 3_600_000;

/** @returns the place of each token, then of each decoy @param seed 16 bytes */
export async function shuffledPlaces(seed: Bytes): Promise<Uint32Array> {
  const random = new Uint32Array(await keystream(seed, 0, LIST_PLACES * 4));
  const places = Uint32Array.from({ length: LIST_PLACES }, (_, index) => index);
  // Fisher and Yates. The bias of the remainder is below one in 30,000.
  for (let last = LIST_PLACES - 1; last > 0; last--) {
    const chosen = (random[last] ?? 0) % (last + 1);
    const place = places[last] ?? 0;
    places[last] = places[chosen] ?? 0;
    places[chosen] = place;
  }
  return places;
}

/**
 * Which decoys are marked: others every hour, so that a change of a bit need not be a revocation.
 * @param seed 16 bytes
 */
export async function markedDecoys(seed: Bytes, now: Date): Promise<number[]> {
  const share = new Uint8Array(await keystream(seed, 1, 1))[0] ?? 0;
  const random = new Uint8Array(await keystream(seed, 2 + Math.floor(now.getTime() / HOUR_MS), LIST_DECOYS));
  return Array.from(random.keys()).filter((decoy) => (random[decoy] ?? 0) < share);
}

/** Pseudo-random bytes: the keystream of AES-CTR. @param part each has a keystream of its own */
async function keystream(seed: Bytes, part: number, length: number): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey('raw', seed, 'AES-CTR', false, ['encrypt']);
  const counter = new Uint8Array(16);
  // The last 32 bits count blocks.
  new DataView(counter.buffer).setBigUint64(0, BigInt(part));
  return crypto.subtle.encrypt({ name: 'AES-CTR', counter, length: 32 }, key, new Uint8Array(length));
}
