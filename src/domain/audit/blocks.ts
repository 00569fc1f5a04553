/** A block of an organisation's chain: what it says of its entries, its hash, and the seal that only the key makes. */
import { fromBase64Url, toBase64Url } from '../../lib/bytes.ts';
import { sha256 } from '../../lib/secrets.ts';
import type { SealContext } from '../../platform/keys/sealed-columns.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';

export interface BlockContents {
  organisationId: string;
  /** From 1, without gaps. */
  number: number;
  /** FIRST_HASH for the first block. */
  previousHash: string;
  /** The entry up to which everything is in a block, of this one or before: late entries leave it as it is. */
  lastId: string;
  rowIds: readonly string[];
  /** See `joined` of digests.ts. */
  digests: string;
}

export interface Block extends BlockContents {
  id: string;
  hash: string;
  /** The hash and the key of the digests, sealed with the key of the installation for this row. */
  seal: string;
}

export const FIRST_HASH = toBase64Url(new Uint8Array(32));

export function hashOf({ organisationId, number, previousHash, lastId, rowIds, digests }: BlockContents) {
  return sha256(JSON.stringify([organisationId, number, previousHash, lastId, rowIds, digests]));
}

const contextOf = (id: string, organisationId: string): SealContext => ({
  purpose: 'audit.block',
  id,
  ownerId: organisationId,
});

interface Sealed {
  hash: string;
  key: Uint8Array<ArrayBuffer>;
}

export function sealOf(box: SecretBox, { id, organisationId }: { id: string; organisationId: string }, sealed: Sealed) {
  return box.seal(`${sealed.hash} ${toBase64Url(sealed.key)}`, contextOf(id, organisationId));
}

/** @throws Error when the key of the installation did not seal it for this row */
export async function openSeal(box: SecretBox, block: Pick<Block, 'id' | 'organisationId' | 'seal'>): Promise<Sealed> {
  const [hash = '', key = ''] = (await box.open(block.seal, contextOf(block.id, block.organisationId))).split(' ');
  return { hash, key: fromBase64Url(key) };
}
