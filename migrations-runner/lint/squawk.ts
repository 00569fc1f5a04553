/** Runs squawk, a linter of PostgreSQL migrations that knows which lock a statement takes. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CommandError } from '../command-line/command-error.ts';
import { ROOT } from '../command-line/paths.ts';
import type { Finding, Script } from './finding.ts';
import { RULES, SQUAWK_EXCLUDED } from './rules.ts';

/** The oldest supported version of PostgreSQL, which has the strictest rules. */
const POSTGRES_VERSION = '14';

interface Violation {
  /** Counted from zero. */
  line: number;
  message: string;
  help: string | null;
  rule_name: string;
}

const OWN_NAMES = new Map(RULES.flatMap(({ name, squawk }) => squawk.map((theirs) => [theirs, name])));

/** Checks scripts that are deployed together: a table that one of them creates counts as new for the next. */
export async function runSquawk(scripts: readonly Script[]): Promise<Finding[]> {
  const alone = scripts.filter(({ sql }) => isConcurrent(sql));
  const together = scripts.filter(({ sql }) => !isConcurrent(sql));
  const findings = await Promise.all([
    lint(together, ['--assume-in-transaction']),
    ...alone.map((one) => lint([one], [])),
  ]);
  return findings.flat();
}

/** Such a script holds one statement and runs outside of a transaction. */
function isConcurrent(sql: string): boolean {
  return /^\s*(CREATE|DROP|REINDEX)\b[^;]*\bCONCURRENTLY\b/im.test(sql);
}

async function lint(scripts: readonly Script[], flags: string[]): Promise<Finding[]> {
  if (scripts.length === 0) return [];
  const joined = scripts.map(({ sql }) => `${sql.trimEnd()}\n`).join('');
  const violations: Violation[] = JSON.parse(await run(joined, flags));
  const found = violations.map((violation) => locate(scripts, violation));
  // Several rules of squawk may report the same fault of a statement.
  return found.filter(
    (one, index) =>
      found.findIndex(
        (other) =>
          one.rule === other.rule &&
          one.what === other.what &&
          one.line === other.line &&
          one.migration === other.migration,
      ) === index,
  );
}

function locate(scripts: readonly Script[], { line, message, help, rule_name }: Violation): Finding {
  let before = 0;
  for (const { name, sql } of scripts) {
    const lines = sql.trimEnd().split('\n');
    if (line < before + lines.length) {
      const own = OWN_NAMES.get(rule_name);
      const statement = lines[line - before]?.trim() ?? '';
      const what = own ? statement : `${statement} — ${message}${help ? ` ${help}` : ''}`;
      return { migration: name, rule: own ?? rule_name, line: line - before + 1, what };
    }
    before += lines.length;
  }
  throw new Error(`squawk reports line ${line}, which no script has`);
}

async function run(sql: string, flags: string[]): Promise<string> {
  const options = ['--reporter=json', `--pg-version=${POSTGRES_VERSION}`, `--exclude=${SQUAWK_EXCLUDED.join(',')}`];
  const child = spawn(findSquawk(), [...options, ...flags], { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {}).end(sql);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  // With findings it exits with 1, and prints JSON as well.
  if (!output.trimStart().startsWith('['))
    throw new CommandError(`squawk could not read the migrations: ${errors.trim()}`);
  return output;
}

/** The path of the binary: its wrapper would print a warning for each platform. */
function findSquawk(): string {
  const name = `@squawk-cli/${platform()}-${arch()}`;
  try {
    const folder = join(
      createRequire(join(ROOT, 'node_modules/squawk-cli/package.json')).resolve(`${name}/package.json`),
      '..',
    );
    return join(folder, 'bin', platform() === 'win32' ? 'squawk.exe' : 'squawk');
  } catch (error) {
    throw new CommandError(`${name} is not installed: run npm ci; squawk exists for Linux, macOS and Windows.`, {
      cause: error,
    });
  }
}
