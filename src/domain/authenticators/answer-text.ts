/** Normalises codes as people type and paste them. */

/** White space, dashes and invisible characters: authenticators show `123 456`, mail programs add more. */
const SEPARATORS = /[\p{White_Space}\p{Cf}\p{Pd}\u2212]/gu;

/** A code without separators. The answer of a passkey is JSON and stays as it is. */
export function normaliseAnswer(given: string): string {
  const answer = given.trim();
  return answer.startsWith('{') ? answer : answer.normalize('NFKC').replace(SEPARATORS, '');
}
