/** A lock for one development server per folder. It also ends the Worker of a crashed one. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command-line/command-error.ts';
import { DATA_FOLDER, ROOT } from '../command-line/paths.ts';
import { commandOf, endProcess } from '../command-line/processes.ts';

interface Running {
  pid: number;
  workerPid?: number;
}

const LOCK_FILE = join(DATA_FOLDER, 'running.json');

export interface StartLock {
  /** Stores the Worker's process id, so that the next start can end it after a crash. */
  rememberWorker(workerPid: number): Promise<void>;
  release(): Promise<void>;
}

/** @throws CommandError when another start in this folder is alive, or the folder cannot be written */
export async function takeStartLock(): Promise<StartLock> {
  await mkdir(DATA_FOLDER, { recursive: true }).catch(refuse);
  const other = await readLock();
  if (other) await clearAfter(other);
  const write = (running: Running, flag: 'w' | 'wx') =>
    writeFile(LOCK_FILE, JSON.stringify(running), { flag }).catch(refuse);
  await write({ pid: process.pid }, 'wx');
  return {
    rememberWorker: (workerPid) => write({ pid: process.pid, workerPid }, 'w'),
    release: () => rm(LOCK_FILE, { force: true }),
  };
}

/** Programs that may hold the lock. */
const HOLDERS = ['programs/start.ts', 'programs/admin.ts', 'cli.ts'].map((file) =>
  join(ROOT, 'migrations-runner', file),
);

async function clearAfter({ pid, workerPid }: Running): Promise<void> {
  const command = commandOf(pid);
  if (pid !== process.pid && HOLDERS.some((holder) => command.includes(holder))) {
    throw new CommandError(`Cerberus already runs in this folder (process ${pid}): stop it first.`);
  }
  if (workerPid && commandOf(workerPid).includes('wrangler')) await endProcess(-workerPid, 'SIGTERM');
  await rm(LOCK_FILE, { force: true }).catch(refuse);
}

async function readLock(): Promise<Running | null> {
  try {
    return JSON.parse(await readFile(LOCK_FILE, 'utf8'));
  } catch {
    // No file, or one that a crash truncated: no server is running.
    return null;
  }
}

function refuse(error: NodeJS.ErrnoException): never {
  if (error.code === 'EEXIST') throw new CommandError('Another start is under way in this folder: wait for it.');
  throw new CommandError(`The folder ${DATA_FOLDER} cannot be written: correct its permissions.`, { cause: error });
}
