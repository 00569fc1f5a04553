/** Finds statements that lock a whole table for a time that grows with its size, which squawk does not report. */
import type { Finding, Script } from './finding.ts';

const NULL_TESTS = /[\w."]+\s+IS\s+(NOT\s+)?NULL\b|\b(AND|OR|NOT|true)\b|[()\s]/gi;

/** @param scripts deployed together: a table that one of them creates has few rows, if any, for the next */
export function findWholeTable(scripts: readonly Script[]): Finding[] {
  const made = new Set(scripts.flatMap(({ sql }) => tablesMadeIn(sql)));
  return scripts.flatMap(({ name, sql }) =>
    statementsIn(sql).flatMap(({ text, line }) => {
      const rule = ruleOf(text, made);
      return rule === null ? [] : [{ migration: name, rule, line, what: text.replaceAll(/\s+/g, ' ').trim() }];
    }),
  );
}

function ruleOf(statement: string, made: ReadonlySet<string>): string | null {
  if (/^\s*VACUUM\s*(\([^)]*\bFULL\b(?!\s*(false|off|0))|FULL\b)|^\s*CLUSTER\b/i.test(statement)) return 'rewrite';
  const table = /^(?:\s*BEGIN\b)?\s*(?:UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?(?:"?public"?\.)?"?(\w+)/i.exec(
    statement,
  )?.[1];
  if (table === undefined || made.has(table.toLowerCase()) || /\bLIMIT\b/i.test(statement)) return null;
  // The last WHERE belongs to the statement, or to a part of it; without any, the statement affects all rows.
  const condition = /\bWHERE\b([\s\S]*)$/i.exec(statement)?.[1]?.replace(/\bRETURNING\b[\s\S]*$/i, '');
  return condition === undefined || condition.replaceAll(NULL_TESTS, '') === '' ? 'whole-table' : null;
}

function tablesMadeIn(sql: string): string[] {
  const pattern = /\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"?public"?\.)?"?(\w+)/gi;
  return [...sql.matchAll(pattern)].map(([, name = '']) => name.toLowerCase());
}

/**
 * The statements, with the lines on which they begin. Bodies of DO blocks are included, bodies of functions are not.
 */
function statementsIn(sql: string): { text: string; line: number }[] {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
  const bare = sql
    .replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, blank)
    .replaceAll(/(\bDO\b[^;$]*)?(\$\w*\$)([\s\S]*?)\2/gi, (whole, isBlock: string | undefined, _tag, body: string) =>
      isBlock === undefined ? blank(whole) : `${blank(isBlock)};${body};`,
    )
    .replaceAll(/'(?:[^']|'')*'/g, (text) => `'${blank(text.slice(2))}'`);
  let line = 1;
  return bare.split(';').map((text) => {
    const begin = line + (/^\s*/.exec(text)?.[0].split('\n').length ?? 1) - 1;
    line += text.split('\n').length - 1;
    return { text, line: begin };
  });
}
