/** What a check of the audit log finds. */

export type FindingKind = 'altered' | 'missing' | 'moved' | 'inserted' | 'broken-block' | 'missing-block' | 'truncated';

export interface Finding {
  kind: FindingKind;
  /** Of an entry: its id. */
  entry?: string;
  /** Of a block: its number. */
  block?: number;
  detail: string;
}

export interface Verified {
  organisation: string;
  findings: Finding[];
  /** Further ones, beyond FINDINGS_MAX. */
  omitted: number;
  blocks: number;
  entries: number;
  /** Entries from which an erasure has taken an address. */
  emptied: number;
  /** Entries that are gone because their retention is over. */
  expired: number;
  /** Entries before it may be gone. */
  keptSince: Date;
  /** Entries that were committed after later ones had been sealed. */
  late: number;
  /** Entries that are too new to be in a block. */
  unsealed: number;
  /** The oldest block that is kept; null when there is none. */
  first: { number: number; sealedAt: Date } | null;
  /** To be kept outside of the database. */
  head: { number: number; hash: string } | null;
}

export const FINDINGS_MAX = 1_000;

/** Collects findings up to a bound, so that a table that was emptied fits into memory. */
export class Findings {
  readonly all: Finding[] = [];
  omitted = 0;

  add(finding: Finding): void {
    if (this.all.length < FINDINGS_MAX) this.all.push(finding);
    else this.omitted++;
  }
}
