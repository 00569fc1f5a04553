/**
 * Which statements forget that rows of some tables may be deleted softly. No parser of SQL: a table is mentioned wherever
 * its name stands, and `deleted_at IS NULL` has to stand in plain sight, between the same brackets.
 */
import type { Source, StatementText } from './sources.ts';

export interface Mention {
  path: string;
  line: number;
  /** The declaration at the top of the file that it is in. */
  place: string;
  table: string;
}

const TABLE = /(?<!["\w.])(?<!\b(?:INTO|AS)\s+)(users|clients|organisations)\b(?!\s*\.)(?:\s+(?:AS\s+)?([a-z_]+)\b)?/g;

/** Mentions of a table without the condition, whether its rows are read or changed. */
export function forgetfulMentions(sources: readonly Source[]): Mention[] {
  const written = sources.flatMap(({ path, statements }) => statements.map((statement) => ({ path, ...statement })));
  const { filled, used } = fillIn(written);
  return filled
    .filter((statement) => !used.has(statement.of))
    .flatMap(({ path, line, place, text }) =>
      partsOf(text)
        .flatMap(forgottenIn)
        .map((table) => ({ path, line, place, table })),
    );
}

type Written = StatementText & { path: string };

/**
 * Puts fragments in their places: constants, which are then judged with the statements that use them, and of functions,
 * which are judged by themselves, what they say about a row.
 */
function fillIn(written: readonly Written[]) {
  const used = new Set<Written>();
  const fragmentOf = (name: string, path: string): Written | undefined => {
    const named = written.filter(({ place }) => place === name);
    const own = named.filter((fragment) => fragment.path === path);
    const [fragment, ...others] = own.length > 0 ? own : named;
    return others.length === 0 ? fragment : undefined;
  };
  const filledIn = ({ text, path, place }: Written): string =>
    text.replace(/\$\{(\w+)(\(\))?\}/g, (_, name: string, called?: string) => {
      const fragment = name === place ? undefined : fragmentOf(name, path);
      if (!fragment) return '?';
      if (called) return filledIn(fragment).replace(TABLE, '$2');
      used.add(fragment);
      return filledIn(fragment);
    });
  const filled = written.map((statement) => ({ ...statement, text: filledIn(statement), of: statement }));
  return { filled, used };
}

/** What one SELECT, UPDATE or DELETE has between its own brackets; those within it are parts of their own. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  const open: string[] = [''];
  const add = (piece: string) => open.push(`${open.pop() ?? ''}${piece}`);
  const plain = text
    .replace(/'[^']*'/g, "''")
    .replace(/"(\w+)"/g, '$1')
    .replace(/\bpublic\./g, '');
  for (const piece of plain.split(/([()])/)) {
    if (piece === '(') open.push('');
    else if (piece !== ')') add(piece);
    else {
      parts.push(open.pop() ?? '');
      add('()');
    }
  }
  return [...parts, ...open].flatMap((part) => part.split(/\b(?:UNION|EXCEPT|INTERSECT)\b/i));
}

function forgottenIn(part: string): string[] {
  // What a CASE asks binds nothing, and beside an OR nothing binds.
  const plain = part.replace(/\bCASE\b.*?\bEND\b/gs, '');
  const isOptional = /\bOR\b/i.test(plain);
  return [...plain.matchAll(TABLE)].flatMap(([, table = '', alias]) => {
    const row = alias ? `${alias}\\.` : `(?:${table}\\.)?`;
    const condition = new RegExp(`\\b(?:WHERE|AND|ON)\\s+${row}deleted_at\\s+IS\\s+NULL\\b`);
    return isOptional || !condition.test(plain) ? [table] : [];
  });
}
