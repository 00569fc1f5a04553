/** The server's lock file, postmaster.pid: which process serves this data folder, and whether it is ready. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, endProcess } from '../command-line/processes.ts';

interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

export async function readPostmaster(folder: string): Promise<Postmaster | null> {
  const path = join(folder, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = (await readFile(path, 'utf8')).split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : null;
}

/**
 * After a crash the server may still run as an orphan, or its lock file may remain, perhaps with a process id that was
 * reused since. To be called only when no other start can be using the folder.
 */
export async function clearLeftovers(folder: string): Promise<void> {
  const left = await readPostmaster(folder);
  if (left && isServerOf(folder, commandOf(left.pid))) await endProcess(left.pid, 'SIGINT');
  await rm(join(folder, 'postmaster.pid'), { force: true });
}

/** The server that serves this folder and accepts connections; null when there is none. */
export async function findServer(folder: string): Promise<Postmaster | null> {
  const postmaster = await readPostmaster(folder);
  return postmaster?.ready && isServerOf(folder, commandOf(postmaster.pid)) ? postmaster : null;
}

function isServerOf(folder: string, command: string): boolean {
  return command.includes('postgres') && command.includes(folder);
}
