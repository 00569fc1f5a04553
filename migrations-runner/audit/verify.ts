/** Checks the audit log of an organisation against the chain of its blocks. */
import type { Client } from 'pg';
import { type Block, FIRST_HASH, hashOf, openSeal } from '../../src/domain/audit/blocks.ts';
import { LOWEST_ID } from '../../src/lib/ids.ts';
import type { SecretBox } from '../../src/platform/keys/secret-box.ts';
import { compareEntries } from './entries.ts';
import { Findings, type Verified } from './findings.ts';
import { type Retention, readRetention } from './retention.ts';

type StoredBlock = Block & { sealedAt: Date };

/** Blocks in memory at a time. */
const BATCH = 20;

export interface Expected {
  number: number;
  hash: string;
}

interface Organisation {
  id: string;
  slug: string;
}

export async function verifyOrganisation(
  client: Client,
  box: SecretBox,
  { id, slug, expected }: Organisation & { expected?: Expected | undefined },
): Promise<Verified> {
  const findings = new Findings();
  const retention = await readRetention(client, id);
  const result = { blocks: 0, entries: 0, emptied: 0, expired: 0, late: 0 };
  /** Entries between those of blocks: a block of late entries may still name them. */
  const others = new Map<string, number>();
  let first: StoredBlock | undefined;
  let former: StoredBlock | undefined;
  for await (const block of blocksOf(client, id)) {
    first ??= block;
    checkLink(block, former, findings);
    const key = await checkBlock(box, block, findings);
    if (expected?.number === block.number && expected.hash !== block.hash) {
      findings.add({ kind: 'truncated', block: block.number, detail: 'is another one than the hash that was kept' });
    }
    const isLate = former !== undefined && former.lastId >= (block.rowIds.at(-1) ?? LOWEST_ID);
    if (key) {
      // Behind blocks that are not there any more stand the entries that they had.
      const isNext = block.number === (former?.number ?? 0) + 1;
      const after = isLate || !isNext ? null : (former?.lastId ?? LOWEST_ID);
      const compared = await compareEntries(client, { ...block, key }, { after, lowest: retention.lowest, findings });
      result.emptied += compared.emptied;
      result.expired += compared.expired;
      for (const entry of compared.others) others.set(entry, block.number);
    }
    if (isLate) result.late += block.rowIds.length;
    for (const entry of block.rowIds) others.delete(entry);
    result.blocks++;
    result.entries += block.rowIds.length;
    former = block;
  }
  for (const [entry, block] of others) {
    findings.add({ kind: 'inserted', entry, block, detail: 'stands between sealed entries, and no block has it' });
  }
  checkEnds({ first, last: former, expected, retention }, findings);
  return {
    organisation: slug,
    ...result,
    findings: findings.all,
    omitted: findings.omitted,
    unsealed: await countAfter(client, id, former?.lastId ?? LOWEST_ID),
    keptSince: retention.since,
    first: first ? { number: first.number, sealedAt: first.sealedAt } : null,
    head: former ? { number: former.number, hash: former.hash } : null,
  };
}

async function* blocksOf(client: Client, organisationId: string): AsyncGenerator<StoredBlock> {
  let last = 0;
  for (;;) {
    const { rows } = await client.query<StoredBlock>(
      `SELECT id, organisation_id AS "organisationId", number, previous_hash AS "previousHash", hash,
         last_id AS "lastId", row_ids AS "rowIds", digests, seal, sealed_at AS "sealedAt"
       FROM audit_blocks WHERE organisation_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
      [organisationId, last, BATCH],
    );
    yield* rows;
    if (rows.length < BATCH) return;
    last = rows.at(-1)?.number ?? last;
  }
}

function checkLink(block: StoredBlock, former: StoredBlock | undefined, findings: Findings): void {
  const { number } = block;
  if (former && number !== former.number + 1) {
    const detail = `${number - former.number - 1} before it are not there any more`;
    findings.add({ kind: 'missing-block', block: number, detail });
  } else if (block.previousHash !== (former?.hash ?? (number === 1 ? FIRST_HASH : block.previousHash))) {
    findings.add({ kind: 'broken-block', block: number, detail: 'does not name the block before it' });
  }
}

/** @returns the key of its digests; null when nothing that it says can be believed */
async function checkBlock(box: SecretBox, block: StoredBlock, findings: Findings) {
  const { number } = block;
  const sealed = await openSeal(box, block).catch(() => null);
  if (!sealed) {
    findings.add({ kind: 'broken-block', block: number, detail: 'was not sealed with the key of this installation' });
    return null;
  }
  if (sealed.hash === block.hash && block.hash === (await hashOf(block))) return sealed.key;
  findings.add({ kind: 'broken-block', block: number, detail: 'was changed after it was sealed' });
  return null;
}

interface Ends {
  first: StoredBlock | undefined;
  last: StoredBlock | undefined;
  expected: Expected | undefined;
  retention: Retention;
}

/** Of the blocks that are past the retention the newest is kept: from it the chain begins. */
function checkEnds({ first, last, expected, retention }: Ends, findings: Findings): void {
  if (first && first.number > 1 && first.lastId >= retention.lowest) {
    findings.add({ kind: 'missing-block', block: first.number, detail: 'is the first that is left' });
  }
  if (!expected || (last && last.number >= expected.number)) return;
  const detail = `the chain ends before it, ${last ? `with block ${last.number}` : 'without a block'}`;
  findings.add({ kind: 'truncated', block: expected.number, detail });
}

async function countAfter(client: Client, organisationId: string, lastId: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM audit_logs WHERE organisation_id = $1 AND id > $2',
    [organisationId, lastId],
  );
  return rows[0]?.count ?? 0;
}
