/** What lint reports: one row for each unsafe step. */
export interface Finding {
  migration: string;
  rule: string;
  /** Counted from one; null for what only the catalogue shows. */
  line: number | null;
  what: string;
}

/** A migration as lint reads it. */
export interface Script {
  name: string;
  sql: string;
}
