/** Seen as they may be stored: no secret, no token, no query of an address, nothing long. */
import type { Fact, Seen } from './steps.ts';

export type StoredFact = string | number | boolean | null | string[];

/** Characters of a text, and entries of a list. */
const LENGTH_MAX = 200;
const ENTRIES_MAX = 20;
/** Shorter values occur in harmless texts. */
const SECRET_LENGTH_MIN = 6;

/** What looks like a secret of ours, or like a token of anybody. */
const SECRET = /\b(?:ses|authz|at|rt|cs|ck_live|csrf|evt|prt|rec|inv|onb|opk|psi|dev)_[\w-]{20,}|\beyJ[\w-]+\.[\w.-]*/g;
const EMAIL = /[^\s@<>"'/:]+@[^\s@<>"'/]+/g;

/** @param secrets what the request has sent as a secret */
export function redactFacts(facts: Seen, secrets: readonly string[]): Record<string, StoredFact> {
  const entries = Object.entries(facts).flatMap(([name, fact]) =>
    fact === undefined ? [] : [[name, redactFact(fact, secrets)] as const],
  );
  return Object.fromEntries(entries);
}

function redactFact(fact: Exclude<Fact, undefined>, secrets: readonly string[]): StoredFact {
  if (fact instanceof Date) return fact.toISOString();
  if (typeof fact === 'string') return redactText(fact, secrets);
  if (typeof fact !== 'object' || fact === null) return fact;
  return fact.slice(0, ENTRIES_MAX).map((entry) => redactText(entry, secrets));
}

export function redactText(text: string, secrets: readonly string[] = []): string {
  let rest = text;
  for (const secret of secrets) {
    if (secret.length >= SECRET_LENGTH_MIN) rest = rest.replaceAll(secret, '(removed)');
  }
  rest = rest.replace(SECRET, '(removed)').replace(EMAIL, '(address)');
  // Queries and fragments of addresses carry codes and personal data.
  rest = rest.replace(/([a-z][\w+.-]*:\/\/[^\s?#]*)[?#]\S*/gi, '$1');
  return rest.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, LENGTH_MAX);
}
