export interface CheckDefinition {
  /** What holds when it passes, as a sentence without its point. */
  verifies: string;
  /** What somebody does who finds that it does not hold. */
  mend: string;
  /** Whether a request that fails it was refused before anybody was known: an event of the audit log. */
  isRefusal?: boolean;
}
