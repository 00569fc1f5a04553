/** pg_dump and pg_restore: they belong to PostgreSQL and come with no npm package, so they must be on the machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandError } from '../command-line/command-error.ts';

export type ProgramName = 'pg_dump' | 'pg_restore';

/** Where packages put the programs of one version, with * for the version. */
const VERSIONED = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/opt/homebrew/opt/libpq*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/usr/local/opt/libpq*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

interface Found {
  path: string;
  version: string;
  major: number;
}

/**
 * @param majorMin the version of the server or of the dump: the programs refuse what is newer than themselves
 * @returns the oldest that is new enough, which is the one that belongs to it
 * @throws CommandError that says which version is needed and how to get it
 */
export function findProgram(
  name: ProgramName,
  majorMin: number,
  environment: NodeJS.ProcessEnv = process.env,
  versioned: readonly string[] = VERSIONED,
): string {
  // PG_BIN decides alone. A folder of one version is surer than PATH, where Debian has a wrapper that picks a version.
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

function inspect(path: string, environment: NodeJS.ProcessEnv): Found[] {
  if (!existsSync(path)) return [];
  try {
    const output = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe', env: environment });
    const version = /\(PostgreSQL\) (\d+[\w.]*)/.exec(output)?.[1];
    return version ? [{ path, version, major: Number.parseInt(version, 10) }] : [];
  } catch {
    // Made for another machine, or not executable: as good as not there.
    return [];
  }
}

/** The first thing a program says went wrong; what follows it are details and consequences. */
export function complaintIn(text: string): string {
  const lines = text.trim().split('\n');
  const line = lines.find((candidate) => candidate.includes('error:')) ?? lines[0] ?? '';
  return line.replace(/^pg_\w+: error: /, '');
}
