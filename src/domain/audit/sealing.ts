/**
 * Seals the entries of an organisation in blocks, each of which names the one before (docs/decisions/0043). Not when an
 * entry is written: that would let all writes of an organisation wait for one another.
 */
import { LOWEST_ID, uuidv7, uuidv7Floor } from '../../lib/ids.ts';
import { type Sql, sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import { after, type System, type Tenant } from '../unit-of-work/unit-of-work.ts';
import { FIRST_HASH, hashOf, sealOf } from './blocks.ts';
import { digesterOf, ENTRY_TEXTS, type EntryTexts, joined } from './digests.ts';

/**
 * Seconds after which an entry is sealed. Its id is of the moment when its request began: requests end within
 * REQUEST_TIMEOUT_MS, and what goes on after their answer, as imports do, in minutes.
 */
export const SEALED_AFTER = 600;
/** Seconds for which entries that were committed later are still looked for. */
export const LATE_SPAN = 2 * 3_600;

/** Entries of a block. */
export const BLOCK_MAX = 1_000;

interface Head {
  number: number;
  hash: string;
  lastId: string;
}

const horizonOf = ({ now }: Pick<Tenant, 'now'>) => uuidv7Floor(after(now, -SEALED_AFTER));

const headOf = ({ organisationId }: Tenant) => sql`
  SELECT b.number, b.hash, b.last_id FROM audit_blocks b WHERE b.organisation_id = ${organisationId}
  ORDER BY b.number DESC LIMIT 1`;

/**
 * The next block, of what is old enough and comes after the newest block. Two round trips.
 * @returns how many entries are sealed in it; BLOCK_MAX when there may be more
 */
export function sealEntries(tenant: Tenant, box: SecretBox): Promise<number> {
  return sealSome(
    tenant,
    box,
    sql`l.id > COALESCE((SELECT h.last_id FROM (${headOf(tenant)}) h), ${LOWEST_ID}::uuid)
      AND l.id < ${horizonOf(tenant)}::uuid`,
  );
}

/**
 * A block of entries that were committed when later ones were sealed already. Two round trips.
 * @returns as `sealEntries`
 */
export function sealLateEntries(tenant: Tenant, box: SecretBox): Promise<number> {
  const since = uuidv7Floor(after(tenant.now, -SEALED_AFTER - LATE_SPAN));
  return sealSome(
    tenant,
    box,
    sql`l.id >= ${since}::uuid AND l.id <= (SELECT h.last_id FROM (${headOf(tenant)}) h)
      AND l.id NOT IN (
        SELECT unnest(b.row_ids) FROM audit_blocks b
        WHERE b.organisation_id = ${tenant.organisationId} AND b.id >= ${since}::uuid)`,
  );
}

/** SQL: the texts of entries are made where jsonb has one spelling, and a number that is taken is left to who took it */
async function sealSome(tenant: Tenant, box: SecretBox, condition: Sql): Promise<number> {
  const { db, organisationId, now } = tenant;
  const [[head = { number: 0, hash: FIRST_HASH, lastId: LOWEST_ID }], entries] = await db.flight(
    sql<Head>`SELECT h.number, h.hash, h.last_id AS "lastId" FROM (${headOf(tenant)}) h`,
    sql<EntryTexts>`
      SELECT ${ENTRY_TEXTS} FROM audit_logs l WHERE l.organisation_id = ${organisationId} AND ${condition}
      ORDER BY l.organisation_id, l.id LIMIT ${BLOCK_MAX}`,
  );
  const newest = entries.at(-1)?.id;
  if (newest === undefined) return 0;
  const isLate = newest <= head.lastId;
  const key = crypto.getRandomValues(new Uint8Array(32));
  const digester = await digesterOf(key);
  const contents = {
    organisationId,
    number: head.number + 1,
    previousHash: head.hash,
    lastId: isLate ? head.lastId : newest,
    rowIds: entries.map(({ id }) => id),
    digests: joined(await Promise.all(entries.map(digester))),
  };
  const [id, hash] = [uuidv7(now), await hashOf(contents)];
  const seal = await sealOf(box, { id, organisationId }, { hash, key });
  // Whoever seals at the same time has taken the number: one of them ends here, and the chain has one end.
  await db.flight(sql`
    INSERT INTO audit_blocks (id, organisation_id, number, previous_hash, hash, last_id, row_ids, digests, seal, sealed_at)
    VALUES (${id}, ${organisationId}, ${contents.number}, ${contents.previousHash}, ${hash}, ${contents.lastId},
      ${contents.rowIds as string[]}::uuid[], ${contents.digests}, ${seal}, ${now}::timestamptz)
    ON CONFLICT (organisation_id, number) DO NOTHING`);
  return entries.length;
}

/**
 * Entries of the last `span` seconds before what is due, in no block. A block is made after its entries, so its id comes
 * after theirs. The difference of two sets costs the same whatever the planner believes of them.
 */
const openEntries = ({ now }: Pick<System, 'now'>, span: number) => {
  const since = sql`${uuidv7Floor(after(now, -SEALED_AFTER - span))}::uuid`;
  return sql`
    SELECT l.organisation_id, l.id FROM audit_logs l WHERE l.id >= ${since} AND l.id < ${horizonOf({ now })}::uuid
    EXCEPT SELECT b.organisation_id, unnest(b.row_ids) FROM audit_blocks b WHERE b.id >= ${since}`;
};

/** Organisations in which something is to be sealed, of the last `span` seconds before what is due. One round trip. */
export async function listOpen(system: System, span: number): Promise<string[]> {
  // SQL: reads the newest entries alone, in the order of their ids
  const [found] = await system.db.flight(
    sql<{ id: string }>`SELECT DISTINCT o.organisation_id AS id FROM (${openEntries(system, span)}) o`,
  );
  return found.map(({ id }) => id);
}

/** Organisations in which an entry was committed when later ones were sealed already. One round trip. */
export async function listLate(system: System): Promise<string[]> {
  // SQL: compares the newest block of each organisation with its oldest entry in no block
  const [found] = await system.db.flight(sql<{ id: string }>`
    SELECT o.organisation_id AS id FROM (
      SELECT DISTINCT ON (e.organisation_id) e.organisation_id, e.id FROM (${openEntries(system, LATE_SPAN)}) e
      ORDER BY e.organisation_id, e.id) o
    WHERE o.id <= (
      SELECT b.last_id FROM audit_blocks b WHERE b.organisation_id = o.organisation_id ORDER BY b.number DESC LIMIT 1)`);
  return found.map(({ id }) => id);
}

/**
 * Organisations with entries that should have been sealed, after those of the page before: two looks into indexes for
 * each organisation. One round trip.
 */
export async function listUnsealed({ db, now }: System, { after: last, limit }: { after: string; limit: number }) {
  // SQL: compares the newest block of each organisation with its entries
  const [found] = await db.flight(sql<{ id: string }>`
    SELECT o.id FROM organisations o WHERE o.id > ${last}::uuid AND EXISTS (
      SELECT FROM audit_logs l
      WHERE l.organisation_id = o.id AND l.id < ${horizonOf({ now })}::uuid
        AND l.id > COALESCE((
          SELECT b.last_id FROM audit_blocks b WHERE b.organisation_id = o.id ORDER BY b.number DESC LIMIT 1),
          ${LOWEST_ID}::uuid))
    ORDER BY o.id LIMIT ${limit}`);
  return found.map(({ id }) => id);
}
