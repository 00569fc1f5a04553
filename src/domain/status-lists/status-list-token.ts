/** The status list token: which access tokens of a list were revoked (Token Status List section 5.1). */
import { fromBase64, toBase64Url } from '../../lib/bytes.ts';
import { isUuid } from '../../lib/ids.ts';
import { seconds } from '../../lib/numeric-date.ts';
import { sql } from '../../platform/database/statement.ts';
import type { SigningKeys } from '../../platform/keys/signing-keys.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import type { StoredList } from './making.ts';
import { LIST_BYTES, LIST_TOKENS, markedDecoys, shuffledPlaces } from './places.ts';
import { type PlacesCache, statusUri } from './references.ts';

const TOKEN_TYPE = 'statuslist+jwt';

/** Seconds that an isolate answers with the list that it made, and that shared caches may keep it. */
export const LIST_MAX_AGE = 15;
/** Seconds that a resource server may use its copy: `ttl`. */
export const LIST_TTL = 30;
/** Seconds until a revoked token is refused by every resource server that keeps to `ttl`: both caches, and its own. */
export const STATUS_BOUND = 2 * LIST_MAX_AGE + LIST_TTL;
/** Seconds after which a list must not be used: outlives some minutes without us. */
const LIFETIME = 600;

interface Tools {
  issuer: string;
  keys: SigningKeys;
  places: PlacesCache;
}

interface ListRow extends StoredList {
  first: number;
  revoked: number[];
}

/**
 * One round trip. SQL: reads the index of revoked tokens of every organisation, as one array
 * @returns null for an unknown list
 */
export async function makeStatusListToken(system: System, { issuer, keys, places }: Tools, id: string) {
  if (!isUuid(id)) return null;
  const [[list]] = await system.db.flight(sql<ListRow>`
    SELECT l.id, encode(l.seed, 'base64') AS seed, (l.number * ${LIST_TOKENS}::int)::float8 AS first,
      ARRAY(SELECT (t.status_number - l.number * ${LIST_TOKENS}::int)::int FROM tokens t
        WHERE t.revoked_at IS NOT NULL AND t.status_number >= l.number * ${LIST_TOKENS}::int
          AND t.status_number < (l.number + 1) * ${LIST_TOKENS}::int) AS revoked
    FROM status_lists l WHERE l.id = ${id}`);
  if (!list) return null;
  const issuedAt = seconds(system.now);
  const claims = {
    sub: statusUri(issuer, id),
    iat: issuedAt,
    exp: issuedAt + LIFETIME,
    ttl: LIST_TTL,
    status_list: { bits: 1, lst: toBase64Url(await compress(await bitsOf(list, places, system.now))) },
  };
  return keys.sign(system.db, claims, { alg: keys.algorithms[0] ?? 'RS256', typ: TOKEN_TYPE });
}

/** Section 4.1: bits are counted from the least significant one of each byte. */
async function bitsOf({ id, seed, revoked }: ListRow, cache: PlacesCache, now: Date): Promise<Uint8Array> {
  const bytes = fromBase64(seed);
  const places = cache.get(id) ?? (await shuffledPlaces(bytes));
  const decoys = (await markedDecoys(bytes, now)).map((decoy) => LIST_TOKENS + decoy);
  const bits = new Uint8Array(LIST_BYTES);
  for (const index of [...revoked, ...decoys]) {
    const place = places[index] ?? 0;
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  }
  return bits;
}

/** Section 4.1: "DEFLATE […] with the ZLIB […] data format". */
async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
