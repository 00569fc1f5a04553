/** `npm start` as a person runs it, in a data folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';

export interface Start {
  /** Everything printed so far. */
  output(): string;
  /** @throws Error with the output when it ends before it says so */
  running(): Promise<void>;
  /** The program and all it has started. */
  processes(): number[];
  /** Ctrl-C: the terminal tells everything that runs in it. */
  interrupt(): void;
  /** What a supervisor does: it tells only the program it knows. */
  terminate(): void;
  /** The exit code. */
  ended: Promise<number>;
}

interface StartOptions {
  /** What the shell says beside where programs are. */
  environment?: Record<string, string>;
  args?: string[];
}

export function start(dataFolder: string, port: number, { environment, args = [] }: StartOptions = {}): Start {
  const child = spawn(process.execPath, [join(ROOT, 'migrations-runner/bootstrap/bootstrap.mjs'), 'start', ...args], {
    cwd: ROOT,
    env: { ...whereProgramsAre(), ...environment, CERBERUS_DATA_DIR: dataFolder, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as in a terminal.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close').then(([code]) => code ?? 1);
  return {
    output: () => output,
    running: async () => {
      while (!output.includes('Cerberus is running.')) {
        const over = await Promise.race([ended.then(() => true), sleep(50, false)]);
        if (over) throw new Error(output);
      }
    },
    processes: () => descendants(child.pid ?? 0),
    interrupt: () => void process.kill(-(child.pid ?? 0), 'SIGINT'),
    terminate: () => void child.kill('SIGTERM'),
    ended,
  };
}

/** Nothing that a developer's shell says to Cerberus. */
function whereProgramsAre(): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_COMPILE_CACHE, NODE_EXTRA_CA_CERTS } = process.env;
  const known = { PATH, HOME, NODE_COMPILE_CACHE, NODE_EXTRA_CA_CERTS };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** The process and those below it. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const below = (root: number): number[] => [
    root,
    ...parents.filter(([, parent]) => parent === root).flatMap(([child]) => below(child)),
  ];
  return below(pid);
}

function parentOf(pid: string): number {
  try {
    // After the command in parentheses: the state, then the parent.
    return Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}
