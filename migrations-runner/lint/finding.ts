/** A finding of lint: one unsafe step. */
export interface Finding {
  migration: string;
  rule: string;
  /** Counted from one; null for findings of the catalogue. */
  line: number | null;
  what: string;
}

/** A migration's script. */
export interface Script {
  name: string;
  sql: string;
}
