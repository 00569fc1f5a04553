/** pg_dump and pg_restore, which are in no npm package and must be installed on the machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandError } from '../command-line/command-error.ts';

export type ProgramName = 'pg_dump' | 'pg_restore';

/** Folders in which packages install one version, with * for the version. */
const VERSIONED = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/opt/homebrew/opt/libpq*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/usr/local/opt/libpq*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

interface InstalledProgram {
  path: string;
  version: string;
  major: number;
}

/**
 * @param majorMin the version of the server or of the dump: the programs refuse newer ones than their own
 * @returns the path of the oldest version that is new enough
 * @throws CommandError that names the version and how to install it
 */
export function findProgram(
  name: ProgramName,
  majorMin: number,
  environment: NodeJS.ProcessEnv = process.env,
  versioned: readonly string[] = VERSIONED,
): string {
  // PG_BIN overrides everything. Folders of one version come before PATH, where Debian has a wrapper that picks one.
  const folders = environment.PG_BIN
    ? [environment.PG_BIN]
    : [...versioned.flatMap(expand), ...(environment.PATH ?? '').split(delimiter)];
  const found = folders.flatMap((folder) => inspect(join(folder, name), environment));
  const [chosen] = found.filter(({ major }) => major >= majorMin).sort((a, b) => a.major - b.major);
  if (chosen) return chosen.path;
  const seen = found.map(({ version, path }) => `${version} at ${path}`).join(', ');
  throw new CommandError(
    `${name} of PostgreSQL ${majorMin} or newer is needed and ${seen ? `only ${seen} was found` : 'none was found'}: ` +
      `install it (Debian: apt install postgresql-client-${majorMin}; macOS: brew install postgresql@${majorMin}) or name its folder in PG_BIN.`,
  );
}

function expand(pattern: string): string[] {
  const [before = '', after = ''] = pattern.split('*');
  const parent = before.slice(0, before.lastIndexOf('/'));
  const prefix = before.slice(parent.length + 1);
  if (!existsSync(parent)) return [];
  const names = readdirSync(parent).filter((name) => name.startsWith(prefix));
  return names.map((name) => join(parent, name, after));
}

function inspect(path: string, environment: NodeJS.ProcessEnv): InstalledProgram[] {
  if (!existsSync(path)) return [];
  try {
    const output = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe', env: environment });
    const version = /\(PostgreSQL\) (\d+[\w.]*)/.exec(output)?.[1];
    return version ? [{ path, version, major: Number.parseInt(version, 10) }] : [];
  } catch {
    // Built for another machine, or not executable.
    return [];
  }
}

/** The first error in a program's output; the lines after it are details. */
export function errorMessageIn(text: string): string {
  const lines = text.trim().split('\n');
  const line = lines.find((candidate) => candidate.includes('error:')) ?? lines[0] ?? '';
  return line.replace(/^pg_\w+: error: /, '');
}
