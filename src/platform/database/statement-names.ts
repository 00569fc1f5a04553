/**
 * Names of prepared statements. PostgreSQL plans a statement without a name each time, and planning costs several times
 * as much as running it. Under a name the plan is kept, if the pooler supports prepared statements (decision 30).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

export interface StatementNames {
  /** @returns the same name for the same text, in every isolate; undefined when it is to be sent without a name */
  of(text: string): string | undefined;
  /**
   * Reports an error. If the name may be the cause, the text is sent without a name for a while.
   * @returns whether the name may be the cause
   */
  withdraw(text: string, code: string | undefined): boolean;
}

interface Options {
  /** Called when the pooler turns out not to support prepared statements. */
  onUnsupported?: (code: string) => void;
}

/**
 * invalid_sql_statement_name and duplicate_prepared_statement: the pooler has switched to another server connection.
 */
const UNSUPPORTED = ['26000', '42P05'];

/**
 * Errors of a statement that was prepared before a migration: "cached plan must not change result type", and an
 * operator or a value that does not fit a column's new type. The types of parameters are kept with the plan.
 */
const OUTDATED = ['0A000', '42883', '42804'];

/** Milliseconds. A pooler renews its connections within the hour. */
const WITHDRAWN_MS = 600_000;
/** Texts. This code has some hundreds; Prisma's vary with the lengths of lists. */
const KNOWN_MAX = 1_000;
/** Of SHA-256: 128 bits, because under a colliding name another statement would run. */
const NAME_BYTES = 16;

/** Made once per isolate, so that the name of a text is computed once. */
export function createStatementNames({ onUnsupported }: Options = {}): StatementNames {
  const known = new Map<string, string>();
  const withdrawn = new Map<string, number>();
  let unsupportedUntil = 0;

  function remember(text: string): string {
    const name = bytesToHex(sha256(new TextEncoder().encode(text)).subarray(0, NAME_BYTES));
    forgetOldest(known);
    known.set(text, name);
    return name;
  }

  return {
    of: (text) => {
      if (unsupportedUntil > 0 && Date.now() < unsupportedUntil) return undefined;
      if (withdrawn.size > 0 && Date.now() < (withdrawn.get(text) ?? 0)) return undefined;
      return known.get(text) ?? remember(text);
    },
    withdraw: (text, code = '') => {
      const until = Date.now() + WITHDRAWN_MS;
      if (UNSUPPORTED.includes(code)) {
        if (Date.now() >= unsupportedUntil) onUnsupported?.(code);
        unsupportedUntil = until;
        return true;
      }
      if (!OUTDATED.includes(code)) return false;
      forgetOldest(withdrawn);
      withdrawn.set(text, until);
      return true;
    },
  };
}

function forgetOldest(map: Map<string, unknown>): void {
  const [oldest] = map.size < KNOWN_MAX ? [] : map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
