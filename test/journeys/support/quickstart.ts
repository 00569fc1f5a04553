/** Does what a quick start of docs/ says, as it is written there: its commands, then its example. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { freePort } from '../../../migrations-runner/command-line/ports.ts';

export interface Place {
  issuer: string;
  /** Where the commands register clients. */
  databaseUrl: string;
}

export interface Quickstart {
  /** The document, with the addresses of this run. */
  text: string;
  /** What its commands have printed, by name: `Client ID`. */
  printed: Record<string, string>;
  /** Where its example listens. */
  origin: string;
  /** Runs its last block, in the example's folder. */
  start(variables?: Record<string, string>): Program;
}

export interface Program {
  output(): string;
  /** Waits until it has printed this. @throws Error with the output when it ends before */
  said(text: string): Promise<void>;
  /** The address with this path that it prints. */
  address(path: string): Promise<string>;
  /** The exit code. */
  ended: Promise<number>;
  /** With all that it has started. */
  stop(): Promise<void>;
  write(line: string): void;
  /** Nothing more will be written. */
  endInput(): void;
}

const ADMIN = `'${process.execPath}' '${join(ROOT, 'migrations-runner/programs/admin.ts')}'`;

/** npm, but for what takes long and is the same in every run: packages are those of this repository. */
const NPM = `npm() { case "$1 $2" in
  'run admin') shift 3; ${ADMIN} "$@";;
  'install '*) ;;
  *) command npm "$@";;
esac; }`;

/** @param port where the example listens by its documents, if it does; `start` lets it listen on another one */
export async function followQuickstart(name: string, place: Place, port?: number): Promise<Quickstart> {
  const chosen = port === undefined ? 0 : await freePort();
  const text = (await readFile(join(ROOT, `docs/quickstart-${name}.md`), 'utf8'))
    .replaceAll('http://localhost:4000', place.issuer)
    .replaceAll(`localhost:${port}`, `localhost:${chosen}`);
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  // Cerberus runs: test/journeys/start.test.ts starts it in this way.
  const commands = blocks.filter((block) => block !== 'npm start\n');
  const example = commands.pop() ?? '';
  const printed: Record<string, string> = {};
  for (const block of commands) Object.assign(printed, await runAdmin(block, place));
  const environment = { ISSUER: place.issuer, ...(port === undefined ? {} : { PORT: String(chosen) }) };
  const script = example.replace(/<([\w ]+)>/g, (_all, label) => printed[label] ?? `no ${label} was printed`);
  return {
    text,
    printed,
    origin: `http://localhost:${chosen}`,
    start: (variables = {}) => startProgram(script, { ...environment, ...variables }),
  };
}

/** @returns the lines of the form `  Client ID  …` that it printed */
export async function runAdmin(block: string, { databaseUrl, issuer }: Place): Promise<Record<string, string>> {
  const environment = { ...programs(), DATABASE_URL: databaseUrl, ISSUER_URL: issuer };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-ec', `${NPM}\n${block}`], {
    cwd: ROOT,
    env: environment,
  });
  if (stderr !== '') throw new Error(stderr);
  return Object.fromEntries(
    [...stdout.matchAll(/^ {2}(\w[\w ]*?) {2,}(\S+)/gm)].map(([, label, value]) => [label, value]),
  );
}

function startProgram(script: string, environment: Record<string, string>): Program {
  const child = spawn('bash', ['-ec', `${NPM}\n${script}`], {
    cwd: ROOT,
    env: { ...programs(), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that all that npm starts ends with it.
    detached: true,
  });
  let output = '';
  let more = Promise.withResolvers<void>();
  const add = (chunk: Buffer | string) => {
    output += chunk;
    more.resolve();
    more = Promise.withResolvers();
  };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', add);
  let isOver = false;
  const ended = once(child, 'close').then(([code]) => {
    isOver = true;
    add('');
    return code ?? 1;
  });
  const saidWhat = async (pattern: RegExp): Promise<string> => {
    const found = pattern.exec(output)?.[0];
    if (found !== undefined) return found;
    if (isOver) throw new Error(output);
    await more.promise;
    return saidWhat(pattern);
  };
  return {
    output: () => output,
    said: async (text) => void (await saidWhat(new RegExp(text.replace(/[^\w\s]/g, '\\$&')))),
    address: (path) => saidWhat(new RegExp(`https?://\\S+${path}\\S*(?=\\s)`)),
    ended,
    stop: () => endGroup(child, ended),
    write: (line) => void child.stdin.write(`${line}\n`),
    endInput: () => void child.stdin.end(),
  };
}

async function endGroup({ pid = 0, exitCode, signalCode }: ChildProcess, ended: Promise<number>): Promise<void> {
  if (exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM');
  await ended;
}

/** Where programs are; nothing that would change what they do. */
function programs(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}
