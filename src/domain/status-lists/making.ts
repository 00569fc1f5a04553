/** Makes lists before tokens need them. */
import { sql } from '../../platform/database/statement.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { LIST_TOKENS } from './places.ts';

/** A list as the database knows it. */
export interface StoredList {
  id: string;
  /** Base64. */
  seed: string;
}

/** How many lists are kept ready: a million tokens between two runs. */
const READY = 8;

/**
 * Makes the list of a number, and those after it. Of several at once each list is made by one. Two round trips.
 * SQL: skips what another one has made, and makes random bytes where they are stored
 */
export async function makeLists(system: System, from: number): Promise<StoredList> {
  const [, [list]] = await system.db.flight(
    sql`
      INSERT INTO status_lists (id, number, seed)
      SELECT gen_random_uuid(), n, uuid_send(gen_random_uuid())
      FROM generate_series(${from}::bigint, ${from + READY - 1}::bigint) AS n
      ON CONFLICT (number) DO NOTHING`,
    sql<StoredList>`SELECT id, encode(seed, 'base64') AS seed FROM status_lists WHERE number = ${from}::bigint`,
  );
  if (!list) throw new Error(`The status list ${from} could not be made`);
  return list;
}

/** One round trip, and another one when lists are missing. @returns how many were made */
export async function makeListsToCome(system: System): Promise<number> {
  // SQL: Prisma has no sequences, and cannot read how far one is
  const [[next]] = await system.db.flight(sql<{ from: number; ready: number }>`
    SELECT (s.last_value / ${LIST_TOKENS}::int)::int AS from,
      (SELECT count(*)::int FROM status_lists l WHERE l.number >= s.last_value / ${LIST_TOKENS}::int) AS ready
    FROM token_status_number s`);
  const { from, ready } = next ?? { from: 0, ready: 0 };
  if (ready >= READY) return 0;
  await makeLists(system, from);
  return READY - ready;
}
