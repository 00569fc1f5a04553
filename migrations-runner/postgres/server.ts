/** The embedded PostgreSQL server: for the development server, which keeps its data, and for tests, which do not. */
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../command-line/command-error.ts';
import { freePort } from '../command-line/ports.ts';
import { ensureCluster, SUPERUSER } from './data-folder.ts';
import { clearLeftovers, readPostmaster } from './postmaster.ts';
import { findPrograms, spawnProgram } from './programs.ts';

export interface PostgresOptions {
  /** The data folder; its parent is created if missing. */
  folder: string;
  /** Password of the superuser: every program on the machine can reach the loopback interface. */
  password: string;
  /** Used if it is free. */
  preferredPort?: number;
  /** False switches fsync off, for data that can be lost. */
  durable: boolean;
  /** The maximum number of connections; default: 200. */
  connections?: number;
}

export interface PostgresServer {
  pid: number;
  /** Connection string of the superuser to the given database. */
  urlOf(database: string): string;
  /** Resolves when the server ends for any reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const CONNECTIONS = 200;
const START_TIMEOUT_MS = 60_000;
const NOT_DURABLE = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

/** The caller ensures that no other start uses the same folder. Leftovers of a crashed server are removed. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { folder, password } = options;
  const programs = await findPrograms();
  try {
    await mkdir(dirname(folder), { recursive: true });
    await clearLeftovers(folder);
    await ensureCluster(programs, folder, password);
  } catch (error) {
    throw error instanceof CommandError ? error : unwritable(folder, error);
  }
  const { child, port } = await launch(programs.postgres, options);
  const exited = once(child, 'exit').then(() => {});
  return {
    pid: child.pid ?? 0,
    urlOf: (database) => urlOfServer({ password, port }, database),
    exited,
    stop: () => stop(child, exited),
  };
}

/** Connection string of the superuser. */
export function urlOfServer({ password, port }: { password: string; port: number }, database: string): string {
  return `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** The error after a server was killed: its processes hold its shared memory until they notice. */
const SHARED_MEMORY_IN_USE = 'pre-existing shared memory block';

/** The error after another server took the port that was free: both were started at once. */
const PORT_IN_USE = 'could not create any TCP/IP sockets';

async function launch(program: string, options: PostgresOptions): Promise<{ child: ChildProcess; port: number }> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let port = await freePort(options.preferredPort);
  while (true) {
    const child = await spawnServer(program, options, port);
    try {
      await waitUntilReady(child, options.folder, deadline);
      return { child, port };
    } catch (error) {
      const isTaken = String(error).includes(PORT_IN_USE);
      if (!(isTaken || String(error).includes(SHARED_MEMORY_IN_USE)) || Date.now() > deadline) throw error;
      if (isTaken) port = await freePort();
      else await sleep(200);
    }
  }
}

async function spawnServer(program: string, options: PostgresOptions, port: number): Promise<ChildProcess> {
  const { folder, connections = CONNECTIONS, durable } = options;
  const limit = `max_connections=${connections}`;
  const flags = ['-c', 'unix_socket_directories=', '-c', limit, ...(durable ? [] : NOT_DURABLE)];
  const args = ['-D', folder, '-h', '127.0.0.1', '-p', String(port), ...flags];
  const log = openLog(folder);
  // A process group of its own: Ctrl-C reaches only us, and we stop the server after its clients.
  const stdio: StdioOptions = ['ignore', log, log];
  const child = await spawnProgram(program, args, folder, { cwd: dirname(folder), stdio, detached: true });
  closeSync(log);
  return child;
}

const logFileOf = (folder: string) => `${folder}.log`;

function openLog(folder: string): number {
  try {
    return openSync(logFileOf(folder), 'w', 0o600);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function waitUntilReady(child: ChildProcess, folder: string, deadline: number): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const postmaster = await readPostmaster(folder);
    if (postmaster?.pid === child.pid && postmaster?.ready) return;
    await sleep(20);
  }
  child.kill('SIGQUIT');
  const logFile = logFileOf(folder);
  const lines = (await readFile(logFile, 'utf8')).trim().split('\n');
  const reason = lines.findLast((line) => /FATAL|ERROR|PANIC/.test(line)) ?? lines.at(-1) ?? '';
  throw new CommandError(
    `PostgreSQL did not start: ${reason.replace(/^.*?(FATAL|ERROR|PANIC):\s*/, '')} (see ${logFile}).`,
  );
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, data is written. SIGQUIT abandons what remains. */
async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGINT');
  const forceTimer = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await exited;
  clearTimeout(forceTimer);
}

function unwritable(folder: string, error: unknown): CommandError {
  const { code } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOSPC' ? 'the disk is full' : 'correct its permissions';
  return new CommandError(`The folder ${dirname(folder)} cannot be written: ${reason}.`, { cause: error });
}
