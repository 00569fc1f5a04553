/** The database cluster on disk, which is created atomically. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError } from '../command-line/command-error.ts';
import { handToServer, type Programs, spawnProgram } from './programs.ts';

export const SUPERUSER = 'postgres';
const MAJOR_VERSION = '15';

/**
 * Creates the cluster if there is none: in a temporary folder, which is renamed when it is complete, so that an
 * interrupted start leaves no incomplete cluster.
 */
export async function ensureCluster(programs: Programs, folder: string, password: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return refuseOtherVersion(folder);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await handToServer(unfinished);
  // initdb reads the password from a file only. It has a random name and is readable only by the server's account.
  const passwordFile = join(tmpdir(), `cerberus-${randomBytes(12).toString('hex')}`);
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  try {
    await handToServer(passwordFile);
    await initialise(programs, unfinished, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, folder);
}

async function initialise(programs: Programs, folder: string, passwordFile: string): Promise<void> {
  let output = '';
  // C.UTF-8 maps the case of all letters; systems without it get plain C.
  for (const locale of ['C.UTF-8', 'C']) {
    const args = [
      `--pgdata=${folder}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      `--locale=${locale}`,
      '--no-sync',
    ];
    const initdb = await spawnProgram(programs.initdb, args, folder, { cwd: dirname(folder), stdio: 'pipe' });
    output = '';
    initdb.stderr?.on('data', (chunk) => (output += chunk));
    const [code] = await once(initdb, 'close');
    if (code === 0) return;
  }
  const reason = output.trim().split('\n').at(-1) ?? '';
  throw new CommandError(`PostgreSQL could not make its data folder ${folder}: ${reason}`);
}

async function refuseOtherVersion(folder: string): Promise<void> {
  const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
  if (version === MAJOR_VERSION) return;
  throw new CommandError(
    `${folder} was made by PostgreSQL ${version}, this is ${MAJOR_VERSION}: delete the folder to start with a new database.`,
  );
}
