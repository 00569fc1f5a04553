/**
 * What a block of the chain keeps of each entry: keyed digests (HMAC-SHA-256, the first 128 bits) under a key of the
 * block, so that an erased value cannot be guessed from what is left of it. Facts are apart from what may concern a
 * person: an erasure that takes an address from an entry is told from any other change.
 */
import { toBase64Url, utf8 } from '../../lib/bytes.ts';
import { sql } from '../../platform/database/statement.ts';

/** An entry as texts that PostgreSQL writes in one way only. */
export interface EntryTexts {
  id: string;
  /** Without the id: an entry that was moved is recognised. */
  facts: string;
  personal: string;
  /** The same after an erasure has taken the address from it. */
  emptied: string;
}

/** Of audit_logs as `l`. SQL: the texts are made where jsonb has one spelling */
export const ENTRY_TEXTS = sql`
  l.id, jsonb_build_array(l.organisation_id, l.user_id, l.client_id, l.event_type, l.event_category, l.action,
    l.resource_type, l.resource_id, l.success, (extract(epoch FROM l.created_at) * 1000000)::bigint)::text AS facts,
  jsonb_build_array(l.ip_address, l.user_agent, l.metadata, l.error_message)::text AS personal,
  jsonb_build_array(l.ip_address, l.user_agent, l.metadata - 'email', l.error_message)::text AS emptied`;

export interface EntryDigests {
  facts: string;
  personal: string;
  emptied: string;
}

const DIGEST_BYTES = 16;
/** Base64url without padding. */
export const DIGEST_LENGTH = Math.ceil((DIGEST_BYTES * 4) / 3);

export type Digester = (texts: EntryTexts) => Promise<EntryDigests>;

export async function digesterOf(key: Uint8Array<ArrayBuffer>): Promise<Digester> {
  const hmac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const digest = async (kind: string, text: string) => {
    const signed = await crypto.subtle.sign('HMAC', hmac, utf8(`${kind} ${text}`));
    return toBase64Url(new Uint8Array(signed, 0, DIGEST_BYTES));
  };
  return async ({ facts, personal, emptied }) => ({
    facts: await digest('facts', facts),
    personal: await digest('personal', personal),
    emptied: await digest('personal', emptied),
  });
}

/** The digests of a block's entries as one text. */
export function joined(digests: readonly EntryDigests[]): string {
  return digests.map(({ facts, personal, emptied }) => facts + personal + emptied).join('');
}

/** The digests of the entry at this place of a block. */
export function digestsAt(text: string, index: number): EntryDigests {
  const part = (number: number) => {
    const start = (index * 3 + number) * DIGEST_LENGTH;
    return text.slice(start, start + DIGEST_LENGTH);
  };
  return { facts: part(0), personal: part(1), emptied: part(2) };
}
