/** Determines from the text of a migration how PostgreSQL runs it. */

/**
 * `transaction`: as one transaction, unless its only statement cannot run in one · `own-transactions`: it commits by
 * itself, so a part may remain when it fails · `concurrently`: outside of a transaction, with locks that do not block
 * reads and writes.
 */
export type ScriptKind = 'transaction' | 'own-transactions' | 'concurrently';

export function kindOf(script: string): ScriptKind {
  // Comments and quoted texts are removed. Bodies of DO blocks and procedures stay, since they may commit.
  const statements = script.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, ' ');
  const commits =
    /\b(COMMIT|ROLLBACK(?!\s+TO)|START\s+TRANSACTION|PREPARE\s+TRANSACTION)\b|\bBEGIN\s*(;|TRANSACTION|WORK|ISOLATION|READ|NOT|DEFERRABLE)|(^|;)\s*CALL\b/i;
  if (commits.test(statements)) return 'own-transactions';
  return /\bCONCURRENTLY\b/i.test(statements) ? 'concurrently' : 'transaction';
}
