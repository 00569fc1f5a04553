/** PgBouncer in transaction mode, where Hyperdrive stands in production. */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../migrations-runner/command-line/command-error.ts';
import { freePort } from '../../migrations-runner/command-line/ports.ts';
import { endProcess } from '../../migrations-runner/command-line/processes.ts';
import type { Teardown } from '../../migrations-runner/command-line/teardown.ts';

const START_TIMEOUT_MS = 5_000;

/** @returns the same connection strings, through the pooler */
export async function startPgBouncer(
  program: string,
  targets: readonly string[],
  teardown: Teardown,
): Promise<string[]> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-pgbouncer-'));
  teardown.add(() => rm(folder, { recursive: true, force: true }));
  // It refuses to run as root and reads this as somebody else.
  await chmod(folder, 0o755);
  const config = join(folder, 'pgbouncer.ini');
  await writeFile(config, configuration(targets, port, keepsStatements(program)));
  const asSomebodyElse = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program, ['-q', ...asSomebodyElse, config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  teardown.add(() => endProcess(child.pid ?? 0, 'SIGKILL'));
  await waitUntilListening(port, () => complaints);
  return targets.map((_, index) => `postgresql://any:any@127.0.0.1:${port}/target${index}`);
}

/** @throws CommandError when the machine has none */
export function findPgBouncer(): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const program = folders.map((folder) => join(folder, 'pgbouncer')).find(isExecutable);
  if (!program) {
    throw new CommandError('PgBouncer is not installed: the benchmark needs the program "pgbouncer" (1.18 or later).');
  }
  return program;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** From 1.21 on, if it is told to. */
export function keepsStatements(program: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' })) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
}

function configuration(targets: readonly string[], port: number, keeping: boolean): string {
  const databases = targets.map((target, index) => {
    const url = new URL(target);
    const [user, password] = [url.username, url.password].map(decodeURIComponent);
    const place = `host=${url.hostname} port=${url.port} dbname=${url.pathname.slice(1)}`;
    return `target${index} = ${place} user=${user} password=${password}`;
  });
  return `[databases]
${databases.join('\n')}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 1000
${keeping ? 'max_prepared_statements = 300' : ''}
`;
}

async function waitUntilListening(port: number, complaints: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (await accepts(port)) return;
    await sleep(20);
  }
  throw new CommandError(`PgBouncer did not start: ${complaints().trim()}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
