/** What one table holds about a person. tables.ts has all; docs/privacy.md is written from them. */

export interface PersonalTable {
  /** What its rows tell about a person. */
  holds: string;
  why: string;
  /** For how long. */
  kept: string;
  /** Where the export shows it: a member of its `data`. Null for nowhere, and `unshown` says why. */
  export: string | null;
  unshown?: string;
  /** What an erasure does to its rows. */
  erasure: 'deleted' | 'overwritten' | 'kept';
  /** Why they stay, or what stays of them. */
  stays?: string;
  /** Columns about a person, which the export shows unless it has none of the table. */
  personal: string;
  /** Columns about a person that the export does not show, and why. */
  secret?: Readonly<Record<string, string>>;
  /** Columns that say nothing about a person by themselves: ids, and what the row is used for. */
  other: string;
}

export interface ImpersonalTable {
  /** What it holds instead. */
  about: string;
  columns: string;
}

export type TableEntry = PersonalTable | ImpersonalTable;

export function isPersonal(entry: TableEntry): entry is PersonalTable {
  return 'holds' in entry;
}

export const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

export function columnsOf(entry: TableEntry): string[] {
  if (!isPersonal(entry)) return words(entry.columns);
  return [...words(entry.personal), ...Object.keys(entry.secret ?? {}), ...words(entry.other)];
}
