/** Runs the Worker in wrangler's local runtime. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../command-line/command-error.ts';
import { writePrivateFile } from '../command-line/data-folder.ts';
import { DATA_FOLDER, ROOT } from '../command-line/paths.ts';
import { freePort } from '../command-line/ports.ts';
import { endProcess } from '../command-line/processes.ts';

export interface WorkerOptions {
  port: number;
  /** The origin of every request as the Worker sees it. */
  issuer: string;
  /** Connection string of the Worker's login; wrangler requires a password in it. */
  databaseUrl: string;
  /** Variables and secrets, as `wrangler secret` would set them. */
  variables: Readonly<Record<string, string>>;
}

export interface Worker {
  pid: number;
  exited: Promise<void>;
  /** Shows the Worker's output from now on. */
  showOutput(): void;
  /** The output before that. */
  earlierOutput(): string;
  stop(): Promise<void>;
}

const VARIABLES_FILE = 'worker.env';
const DEFAULTS_FILE = 'worker-defaults.env';
/** Overrides wrangler.toml: a `__Host-` cookie needs https, which a development server does not have. */
const DEFAULTS = 'SESSION_COOKIE_NAME=cerb_sid';
const START_TIMEOUT_MS = 45_000;

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  // In a file, because a command line can be read by every user of the machine.
  const lines = Object.entries(options.variables).map(([name, value]) => `${name}=${quote(name, value)}`);
  await writePrivateFile(VARIABLES_FILE, lines.join('\n'));
  await writePrivateFile(DEFAULTS_FILE, DEFAULTS);
  const child = spawn(
    process.execPath,
    [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), ...(await flags(options))],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        ...quietWrangler(),
        CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: options.databaseUrl,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that everything that wrangler starts can be ended with it.
      detached: true,
    },
  );
  let earlier = '';
  const keep = (chunk: Buffer) => {
    earlier += chunk;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const pid = child.pid ?? 0;
  return {
    pid,
    exited: once(child, 'exit').then(() => {}),
    showOutput: () => {
      child.stdout.off('data', keep).pipe(process.stdout);
      child.stderr.off('data', keep).pipe(process.stderr);
    },
    earlierOutput: () => earlier,
    stop: () => endProcess(-pid, 'SIGTERM'),
  };
}

/** Quotes for dotenv, which wrangler uses: quotes cannot be escaped, and a dollar sign begins a variable. */
function quote(name: string, value: string): string {
  const text = value.replaceAll('$', '\\$');
  if (/^[^\s'"`#][^'"`#\r\n]*$/.test(text) && text === text.trim()) return text;
  const mark = ["'", '`'].find((candidate) => !text.includes(candidate));
  if (mark && !text.endsWith('\\')) return mark + text + mark;
  throw new CommandError(`${name} cannot be handed to the Worker: it holds both ' and \`, or ends in a backslash.`);
}

async function flags({ port, issuer }: WorkerOptions): Promise<string[]> {
  // The developer's own .dev.vars count too; the last file takes precedence.
  const envFiles = [
    join(DATA_FOLDER, DEFAULTS_FILE),
    join(ROOT, '.dev.vars'),
    join(DATA_FOLDER, VARIABLES_FILE),
  ].filter((file) => existsSync(file));
  return [
    'dev',
    '--local',
    `--port=${port}`,
    // Otherwise, behind a proxy that keeps the Host, wrangler would treat the issuer's pages as another site's.
    `--local-upstream=${new URL(issuer).host}`,
    `--upstream-protocol=${new URL(issuer).protocol.slice(0, -1)}`,
    `--inspector-port=${await freePort(inspectorPort(port))}`,
    `--persist-to=${join(DATA_FOLDER, 'wrangler')}`,
    '--show-interactive-dev-session=false',
    ...envFiles.map((file) => `--env-file=${file}`),
  ];
}

/** 9229 for port 4000. Servers that start at once on ports of their own would all find that one free. */
function inspectorPort(port: number): number {
  return (port + 5229) % 65_536;
}

/** Switches off telemetry and update checks, and keeps all files in the data folder. */
function quietWrangler(): Record<string, string> {
  return {
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
    WRANGLER_LOG_PATH: join(DATA_FOLDER, 'wrangler/logs'),
    WRANGLER_REGISTRY_PATH: join(DATA_FOLDER, 'wrangler/registry'),
    WRANGLER_CACHE_DIR: join(DATA_FOLDER, 'wrangler/cache'),
  };
}

/** @throws CommandError when the Worker ends, is not configured, or does not answer in time */
export async function waitForHealth(worker: Worker, port: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  const ended = worker.exited.then(() => 'ended' as const);
  while (Date.now() < deadline && !signal.aborted) {
    const answer = await Promise.race([ended, statusOfHealth(port)]);
    if (answer === 200) return;
    const configurationError = configurationErrorIn(worker.earlierOutput());
    if (configurationError) throw new CommandError(configurationError);
    if (answer === 'ended')
      throw new CommandError(`${worker.earlierOutput().trim()}\nThe Worker ended before it answered.`);
    await sleep(100);
  }
  signal.throwIfAborted();
  throw new CommandError(`${worker.earlierOutput().trim()}\nThe Worker does not answer GET /health with 200.`);
}

/** The message that the Worker logs when a variable is wrong (src/env.ts). */
function configurationErrorIn(output: string): string | undefined {
  const message = /"message":("The Worker is not configured:(?:[^"\\]|\\.)*")/.exec(output)?.[1];
  return message && JSON.parse(message);
}

async function statusOfHealth(port: number): Promise<number> {
  try {
    const response = await fetch(`http://localhost:${port}/health`, { signal: AbortSignal.timeout(5000) });
    return response.status;
  } catch {
    return 0;
  }
}

/** wrangler fires cron triggers only on request. An unknown schedule runs every job. */
export function triggerCronEveryMinute(port: number, signal: AbortSignal): void {
  const trigger = () => fetch(`http://localhost:${port}/cdn-cgi/local/scheduled?cron=all`, { signal }).catch(() => {});
  const timer = setInterval(trigger, 60_000);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
