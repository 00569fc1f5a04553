/** Runs the commands as a person does: each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';

export interface Outcome {
  code: number;
  output: string;
  /** Without the lines of progress, which depend on how fast the machine is. */
  error: string;
}

export async function runCommand(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return startCommand(args, environment).ended;
}

/** `npm run admin -- …` */
export async function runAdmin(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return startCommand(args, environment, 'programs/admin.ts').ended;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Outcome>;
  /** What it has printed so far, on either stream, progress included. */
  said(): string;
}

/** For what happens while a command runs. */
export function startCommand(args: string[], environment: Record<string, string> = {}, file = 'cli.ts'): Started {
  const child = spawn(process.execPath, [join(ROOT, 'migrations-runner', file), ...args], {
    env: { ...inherited(), ...environment },
  });
  const outcome = { code: 0, output: '', error: '' };
  child.stdout.on('data', (chunk) => (outcome.output += chunk));
  child.stderr.on('data', (chunk) => (outcome.error += chunk));
  const ended = once(child, 'close').then(([code]) => ({
    ...outcome,
    error: outcome.error.replaceAll(/^… .*\n/gm, ''),
    code: code ?? 1,
  }));
  return { child, ended, said: () => outcome.output + outcome.error };
}

/** Where programs are; nothing that would change what a command does. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, PG_BIN, NODE_COMPILE_CACHE } = process.env;
  return Object.fromEntries(
    Object.entries({ PATH, PG_BIN, NODE_COMPILE_CACHE }).filter(([, value]) => value !== undefined),
  );
}
