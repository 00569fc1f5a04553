/** The production runtime, without any development tool around it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../migrations-runner/command-line/ports.ts';
import { endProcess } from '../../migrations-runner/command-line/processes.ts';
import { RATE_CLASSES } from '../../src/http/middleware/rate-limit.ts';
import type { Bundle } from './bundle.ts';

export interface WorkerdOptions {
  bundle: Bundle;
  /** Connection string of what stands behind the Hyperdrive binding. */
  databaseUrl: string;
  variables: Readonly<Record<string, string>>;
  /** With the rate-limit bindings that production demands; nobody reaches these limits. */
  production?: boolean;
}

export interface Workerd {
  url: string;
  pid: number;
  /** What it has printed so far: its own warnings, and what the Worker logs. */
  log(): string;
  stop(): Promise<void>;
}

const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string };
const START_TIMEOUT_MS = 15_000;

export async function startWorkerd(options: WorkerdOptions): Promise<Workerd> {
  const port = await freePort();
  const config = join(options.bundle.folder, 'config.capnp');
  await writeFile(config, configuration(options, port));
  const child = spawn(workerd, ['serve', '--experimental', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk;
    });
  }
  const server = {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    log: () => log,
    // It has nothing to save, and would wait for callers who keep their connections.
    stop: () => endProcess(child.pid ?? 0, 'SIGKILL'),
  };
  await waitUntilListening(child, server);
  return server;
}

async function waitUntilListening(child: ChildProcess, { url, log }: Workerd): Promise<void> {
  const exited = once(child, 'exit').then(() => 'exited' as const);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    // A path that no Worker serves: whatever it answers, it listens.
    const answer = await Promise.race([
      exited,
      fetch(`${url}/-/listening`).then(
        () => 'listens',
        () => null,
      ),
    ]);
    if (answer === 'listens') return;
    if (answer === 'exited') break;
    await sleep(20);
  }
  throw new Error(`workerd did not start: ${log()}`);
}

const quote = (text: string) => JSON.stringify(text);

function configuration({ bundle, databaseUrl, variables, production = false }: WorkerdOptions, port: number): string {
  const modules = bundle.modules.map(({ name, kind }) => `(name = ${quote(name)}, ${kind} = embed ${quote(name)})`);
  const texts = Object.entries(variables).map(([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`);
  const names = production ? Object.values(RATE_CLASSES).map(({ binding }) => binding) : [];
  const limits = names.map((name) => `(name = ${quote(name)}, wrapped = (moduleName = "${RATE_LIMIT_MODULE}"))`);
  const database = new URL(databaseUrl);
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "cache", worker = .cache),
    (name = "database", external = (address = ${quote(database.host)}, tcp = ())),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
  extensions = [(modules = [(name = "${RATE_LIMIT_MODULE}", internal = true, esModule = ${quote(GENEROUS_RATE_LIMIT)})])],
);
const main :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "2026-08-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [
    (name = "HYPERDRIVE", hyperdrive = (
      designator = "database",
      database = ${quote(database.pathname.slice(1))},
      user = ${quote(decodeURIComponent(database.username))},
      password = ${quote(decodeURIComponent(database.password))},
      scheme = "postgresql",
    )),
    (name = "CACHE", kvNamespace = "cache"),
    ${[...texts, ...limits].join(', ')}
  ],
);
# A KV namespace that forgets: what the Worker caches must do without.
const cache :Workerd.Worker = (
  modules = [(name = "cache.js", esModule = ${quote(FORGETFUL_CACHE)})],
  compatibilityDate = "2026-08-01",
);
`;
}

const FORGETFUL_CACHE = `export default {
  fetch: (request) => new Response(null, { status: request.method === 'GET' ? 404 : 200 }),
}`;

const RATE_LIMIT_MODULE = 'bench:rate-limit';
const GENEROUS_RATE_LIMIT = 'export default () => ({ limit: async () => ({ success: true }) });';
