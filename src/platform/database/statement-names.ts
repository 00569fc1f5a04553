/**
 * Names of prepared statements. PostgreSQL plans a statement without a name anew each time, and planning costs it several
 * times what running does; under a name the plan is kept, by a pooler that knows names: decision 30.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

export interface StatementNames {
  /** @returns the same for the same text, in every isolate; undefined where it is to go without */
  of(text: string): string | undefined;
  /**
   * Tells of a refusal that the name may be the cause of; the text then goes without one for a while.
   * @returns whether it may be
   */
  withdraw(text: string, code: string | undefined): boolean;
}

interface Options {
  /** Told when the pooler turns out not to keep statements. */
  onUnkept?: (code: string) => void;
}

/** invalid_sql_statement_name and duplicate_prepared_statement: the connection behind the pooler is not who it was. */
const UNKEPT = ['26000', '42P05'];

/**
 * What a statement that was prepared before a migration is refused with: "cached plan must not change result type", and
 * an operator or a value that does not fit the type that a column has now. Types of parameters are kept with the plan.
 */
const OUTDATED = ['0A000', '42883', '42804'];

/** Milliseconds. A pooler renews its connections within the hour. */
const WITHDRAWN_MS = 600_000;
/** Texts. Those of this code are some hundreds; Prisma's vary with the lengths of lists. */
const KNOWN_MAX = 1_000;
/** Of SHA-256: 128 bits, for another statement under the same name would be run in place of this one. */
const NAME_BYTES = 16;

/** For an isolate: the name of a text is computed once. */
export function createStatementNames({ onUnkept }: Options = {}): StatementNames {
  const known = new Map<string, string>();
  const withdrawn = new Map<string, number>();
  let unkeptUntil = 0;

  function remember(text: string): string {
    const name = bytesToHex(sha256(new TextEncoder().encode(text)).subarray(0, NAME_BYTES));
    forgetOldest(known);
    known.set(text, name);
    return name;
  }

  return {
    of: (text) => {
      if (unkeptUntil > 0 && Date.now() < unkeptUntil) return undefined;
      if (withdrawn.size > 0 && Date.now() < (withdrawn.get(text) ?? 0)) return undefined;
      return known.get(text) ?? remember(text);
    },
    withdraw: (text, code = '') => {
      const until = Date.now() + WITHDRAWN_MS;
      if (UNKEPT.includes(code)) {
        if (Date.now() >= unkeptUntil) onUnkept?.(code);
        unkeptUntil = until;
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
