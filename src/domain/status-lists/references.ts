/** What an access token says of its status: the list, and its place there (Token Status List section 6.1). */
import { fromBase64 } from '../../lib/bytes.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { makeLists, type StoredList } from './making.ts';
import { LIST_TOKENS, shuffledPlaces } from './places.ts';

/** The number of a token, and its list; null for a list that is not made yet. */
export interface TokenStatus {
  number: number;
  list: StoredList | null;
}

export interface StatusReference {
  idx: number;
  uri: string;
}

/** Places by the id of the list; an isolate issues into one or two of them at a time. */
export type PlacesCache = Map<string, Uint32Array>;

const CACHED_MAX = 4;

export function statusUri(issuer: string, listId: string): string {
  return `${issuer}/oauth2/status-lists/${listId}`;
}

/** The number of a new token. SQL: part of the statement that issues it */
export const NEXT_STATUS_NUMBER = sql`nextval('token_status_number')`;

/** The status of a new token, as JSON. SQL: part of the statement that issues it @param number an expression */
export function tokenStatus(number: Sql): Sql {
  return sql`
    CASE WHEN ${number} IS NOT NULL THEN json_build_object('number', ${number}, 'list', (
      SELECT json_build_object('id', l.id, 'seed', encode(l.seed, 'base64')) FROM status_lists l
      WHERE l.number = ${number} / ${LIST_TOKENS}::int)) END`;
}

/** No round trip, except for the first token of a list that the hourly job has not made in time. */
export async function referenceTo(
  system: System,
  { issuer, places }: { issuer: string; places: PlacesCache },
  { number, list }: TokenStatus,
): Promise<StatusReference> {
  const found = list ?? (await makeLists(system, Math.floor(number / LIST_TOKENS)));
  const shuffled = places.get(found.id) ?? (await shuffledPlaces(fromBase64(found.seed)));
  remember(places, found.id, shuffled);
  return { idx: shuffled[number % LIST_TOKENS] ?? 0, uri: statusUri(issuer, found.id) };
}

function remember(places: PlacesCache, id: string, shuffled: Uint32Array): void {
  if (places.has(id)) return;
  const [oldest] = places.keys();
  if (places.size >= CACHED_MAX && oldest !== undefined) places.delete(oldest);
  places.set(id, shuffled);
}
