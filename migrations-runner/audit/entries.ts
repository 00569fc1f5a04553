/** Compares the entries of a block with what the block says of them. */
import type { Client } from 'pg';
import {
  digesterOf,
  digestsAt,
  ENTRY_TEXTS,
  type EntryDigests,
  type EntryTexts,
} from '../../src/domain/audit/digests.ts';
import type { Findings } from './findings.ts';

export interface Sealed {
  organisationId: string;
  number: number;
  rowIds: readonly string[];
  digests: string;
  /** The key of the digests. */
  key: Uint8Array<ArrayBuffer>;
}

export interface Compared {
  emptied: number;
  /** Entries that are gone because their retention is over. */
  expired: number;
  /** Entries of the database that stand between those of the block, and are not in it. */
  others: string[];
}

interface Options {
  after: string | null;
  lowest: string;
  findings: Findings;
}

/**
 * @param after entries up to this one belong to earlier blocks; null where there is no range, as in a block of late entries
 * @param lowest entries before it may be gone
 */
export async function compareEntries(
  client: Client,
  sealed: Sealed,
  { after, lowest, findings }: Options,
): Promise<Compared> {
  const { organisationId, rowIds, number: block } = sealed;
  const range = after === null ? 'l.id = ANY ($2::uuid[])' : '(l.id > $3 AND l.id <= $4 OR l.id = ANY ($2::uuid[]))';
  const values = after === null ? [] : [after, rowIds.at(-1)];
  const { rows } = await client.query<EntryTexts>(
    `SELECT ${ENTRY_TEXTS.text} FROM audit_logs l WHERE l.organisation_id = $1 AND ${range}`,
    [organisationId, rowIds, ...values],
  );
  const digester = await digesterOf(sealed.key);
  const found = new Map(await Promise.all(rows.map(async (row) => [row.id, await digester(row)] as const)));
  const wrong: { entry: string; expected: EntryDigests }[] = [];
  let [emptied, expired] = [0, 0];
  for (const [index, entry] of rowIds.entries()) {
    const expected = digestsAt(sealed.digests, index);
    const actual = found.get(entry);
    if (actual && actual.facts === expected.facts && actual.personal === expected.personal) continue;
    if (actual && actual.facts === expected.facts && actual.personal === expected.emptied) emptied++;
    else if (!actual && entry < lowest) expired++;
    else wrong.push({ entry, expected });
  }
  const own = new Set(rowIds);
  const others = [...found.keys()].filter((id) => !own.has(id));
  explain(wrong, { found, block, findings });
  return { emptied, expired, others };
}

/** An entry whose contents stand elsewhere was moved: its place, or its time, is another. */
function explain(
  wrong: readonly { entry: string; expected: EntryDigests }[],
  { found, block, findings }: { found: ReadonlyMap<string, EntryDigests>; block: number; findings: Findings },
): void {
  if (wrong.length === 0) return;
  const places = new Map([...found].map(([id, { facts, personal }]) => [facts + personal, id]));
  for (const { entry, expected } of wrong) {
    const place = places.get(expected.facts + expected.personal) ?? places.get(expected.facts + expected.emptied);
    if (place !== undefined && place !== entry) {
      findings.add({ kind: 'moved', entry, block, detail: `stands as ${place} now` });
    } else if (found.has(entry)) {
      findings.add({ kind: 'altered', entry, block, detail: 'is not as it was sealed' });
    } else {
      findings.add({ kind: 'missing', entry, block, detail: 'is not in the audit log any more' });
    }
  }
}
