/** `npm start` from the first time on: a person's first minute with the project. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { freePort } from '../../migrations-runner/command-line/ports.ts';
import { commandOf } from '../../migrations-runner/command-line/processes.ts';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { runAdmin } from '../migrations-runner/support/command-line.ts';
import { copyOfPrisma } from '../migrations-runner/support/prisma-copy.ts';
import { type Start, start } from './support/start.ts';

let folder: string;
let port: number;
const starts: Start[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cerberus-start-'));
  // PostgreSQL may run under another account, which passes through here.
  await chmod(folder, 0o755);
  port = await freePort();
});

afterAll(async () => {
  for (const { terminate } of starts) terminate();
  await Promise.all(starts.map(({ ended }) => ended));
  await rm(folder, { recursive: true, force: true });
});

function startIn(name: string): Start {
  const started = start(join(folder, name), port);
  onTestFailed(() => console.error(started.output()));
  starts.push(started);
  return started;
}

function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(`http://localhost:${port}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

const NEWCOMER = { email: 'grace@example.com', password: 'Correct-Horse-7' };
const { email, password } = DEMO_OWNER;
const ORGANISATION = { organisationName: 'Kept', firstName: 'Grace', lastName: 'Hopper', ...NEWCOMER };

async function endAndLookAround(started: Start, end: 'interrupt' | 'terminate'): Promise<void> {
  const processes = started.processes();
  const commands = processes.map(commandOf).join('\n');
  expect(commands).toMatch(/postgres/);
  expect(commands).toMatch(/workerd/);
  started[end]();
  expect(await started.ended).toBe(0);
  expect(processes.map(commandOf).filter((command) => command !== '')).toEqual([]);
  await expect(post('/v1/auth/login', { email, password })).rejects.toThrow('fetch failed');
}

test('it starts, shows the way, signs people in, and leaves nothing behind but its data', async () => {
  const first = startIn('data');
  await first.running();
  const issuer = `http://localhost:${port}`;
  for (const shown of [issuer, `${issuer}/auth/login`, `${issuer}/dev/mailbox`, password, 'demo-spa']) {
    expect(first.output()).toContain(shown);
  }
  expect((await fetch(`${issuer}/health/db`)).status).toBe(200);
  expect((await post('/v1/auth/login', { email, password })).status).toBe(200);
  expect((await post('/v1/auth/onboard', ORGANISATION)).status).toBe(201);
  const secret = /demo-service \/ (\S+)/.exec(first.output())?.[1] ?? '';
  expect(secret).toMatch(/^cs_/);
  expect(await clients()).toContain('demo-web');
  await expectRefusals();
  await endAndLookAround(first, 'interrupt');
  expect(await clients()).toContain('demo-web');

  await expectDraft();

  const second = startIn('data');
  await second.running();
  expect((await post('/v1/auth/login', NEWCOMER)).status).toBe(200);
  expect(second.output()).toContain(`demo-service / ${secret}`);
  await endAndLookAround(second, 'terminate');
});

/** What `npm run admin` finds without DATABASE_URL: beside the server, or when it has ended. */
async function clients(): Promise<string> {
  const { code, output, error } = await runAdmin(['client', 'list', '--organisation', 'demo'], {
    CERBERUS_DATA_DIR: join(folder, 'data'),
  });
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return output;
}

/** `npm run db -- dev` without DATABASE_URL compares with the same database, and starts it where it does not run. */
async function expectDraft(): Promise<void> {
  const prisma = await copyOfPrisma();
  const args = ['dev', '--draft', '--name', 'add_nothing'];
  const { code, output, error } = await prisma.run('', args, { CERBERUS_DATA_DIR: join(folder, 'data') });
  expect({ code, error, output }).toEqual({
    code: 0,
    error: '',
    output: expect.stringMatching(/^Wrote .*_add_nothing/m),
  });
}

/** While it runs. */
async function expectRefusals(): Promise<void> {
  const elsewhere = startIn('other-data');
  expect(await elsewhere.ended).toBe(1);
  expect(elsewhere.output().trim()).toMatch(new RegExp(`^Port ${port} is taken: [^\\n]+\\.$`));
  const again = startIn('data');
  expect(await again.ended).toBe(1);
  expect(again.output().trim()).toMatch(/^Cerberus already runs in this folder \(process \d+\): stop it first\.$/);
}
