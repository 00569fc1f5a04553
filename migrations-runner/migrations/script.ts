/** What the text of a migration says about how PostgreSQL runs it. */

/**
 * `transaction`: as one, unless PostgreSQL says that its only statement cannot · `own-transactions`: it commits by
 * itself, so a part may stay when it fails · `concurrently`: outside of a transaction, under locks that reads and writes
 * pass.
 */
export type ScriptKind = 'transaction' | 'own-transactions' | 'concurrently';

export function kindOf(script: string): ScriptKind {
  // Comments and quoted texts say nothing; the body of a DO block or of a procedure may commit, so it stays.
  const statements = script.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, ' ');
  const commits =
    /\b(COMMIT|ROLLBACK(?!\s+TO)|START\s+TRANSACTION|PREPARE\s+TRANSACTION)\b|\bBEGIN\s*(;|TRANSACTION|WORK|ISOLATION|READ|NOT|DEFERRABLE)|(^|;)\s*CALL\b/i;
  if (commits.test(statements)) return 'own-transactions';
  return /\bCONCURRENTLY\b/i.test(statements) ? 'concurrently' : 'transaction';
}
