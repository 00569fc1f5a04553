/**
 * Exceptions, which are written into the migration: `-- lint:allow <rule> because <reason>`. They apply to that file.
 */
import type { Finding, Script } from './finding.ts';
import { RULES } from './rules.ts';

interface Override {
  rule: string;
  line: number;
}

/** Characters: a shorter text does not count as a reason. */
const REASON_LENGTH_MIN = 10;

/** Removes allowed findings, and adds findings for faulty or unused exceptions. */
export function applyOverrides(scripts: readonly Script[], findings: readonly Finding[]): Finding[] {
  return scripts.flatMap(({ name, sql }) => {
    const own = findings.filter(({ migration }) => migration === name);
    const { overrides, faults } = readOverrides(sql);
    const unused = overrides.filter(({ rule }) => !own.some((finding) => finding.rule === rule));
    return [
      ...own.filter(({ rule }) => !overrides.some((override) => override.rule === rule)),
      ...faults.map((fault) => ({ migration: name, rule: 'override', ...fault })),
      ...unused.map(({ rule, line }) => ({
        migration: name,
        rule: 'override',
        line,
        what: `Nothing here needs the exception from ${rule}: remove it.`,
      })),
    ];
  });
}

function readOverrides(sql: string) {
  const overrides: Override[] = [];
  const faults: { line: number; what: string }[] = [];
  for (const [index, text] of sql.split('\n').entries()) {
    const line = index + 1;
    if (/--\s*squawk-ignore/.test(text)) {
      faults.push({ line, what: 'squawk-ignore gives no reason: use lint:allow.' });
    }
    const comment = /--\s*lint:allow\b\s*([\w-]*)\s*(.*)$/.exec(text);
    if (!comment) continue;
    const [, rule = '', rest = ''] = comment;
    const fault = faultOf(rule, rest);
    if (fault) faults.push({ line, what: fault });
    else overrides.push({ rule, line });
  }
  return { overrides, faults };
}

function faultOf(rule: string, rest: string): string | null {
  const reason = /^because\s+(.*)$/.exec(rest)?.[1]?.trim() ?? '';
  if (rule === '' || rule === 'override') return 'The exception names no rule.';
  // Rules of squawk that RULES does not list are reported, and allowed, under squawk's name.
  if (RULES.some(({ squawk }) => squawk.includes(rule)))
    return `The exception names a rule of squawk: use our name of it.`;
  if (reason.length < REASON_LENGTH_MIN) return `The exception from ${rule} gives no reason.`;
  return null;
}
