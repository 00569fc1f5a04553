import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../migrations-runner/command-line/ports.ts';
import { startPostgres } from '../../../migrations-runner/postgres/server.ts';
import { column } from '../support/scratch.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-embedded-'));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

async function start(folder: string, password = 'a/b@c%', preferredPort = 0) {
  const server = await startPostgres({ folder, password, preferredPort, durable: false });
  onTestFinished(() => server.stop());
  return server;
}

test('keeps its data over a stop and over a crash', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  await column(first.urlOf('postgres'), 'CREATE TABLE kept (id int)');
  await first.stop();
  const second = await start(folder);
  process.kill(second.pid, 'SIGKILL');
  await second.exited;
  const third = await start(folder);
  expect(await column(third.urlOf('postgres'), 'SELECT id FROM kept')).toEqual([]);
});

test('waits for what a killed server left behind, which holds its memory', async () => {
  const folder = await temporaryFolder();
  const killed = await start(folder);
  const writers = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'`;
  const [writer] = await column(killed.urlOf('postgres'), writers);
  process.kill(Number(writer), 'SIGSTOP');
  process.kill(killed.pid, 'SIGKILL');
  await killed.exited;
  const next = start(folder);
  await expect.poll(() => readFile(`${folder}.log`, 'utf8').catch(() => '')).toContain('shared memory block');
  process.kill(Number(writer), 'SIGCONT');
  expect(await column((await next).urlOf('postgres'), 'SELECT 1')).toEqual([1]);
});

test('takes another port when one that started at the same time has the preferred one', async () => {
  const folders = await Promise.all([temporaryFolder(), temporaryFolder(), temporaryFolder()]);
  const preferred = await freePort();
  const servers = await Promise.all(folders.map((folder) => start(folder, 'secret', preferred)));
  const ports = await Promise.all(servers.map(({ urlOf }) => column(urlOf('postgres'), 'SHOW port')));
  expect(new Set(ports.flat()).size).toBe(3);
  expect(ports.flat()).toContain(String(preferred));
});

test('takes over from a server that a crashed start left running', async () => {
  const folder = await temporaryFolder();
  const orphan = await start(folder);
  const next = await start(folder);
  await orphan.exited;
  expect(await column(next.urlOf('postgres'), 'SELECT 1')).toEqual([1]);
});

test('is not misled by a lock file whose process number belongs to another program', async () => {
  const folder = await temporaryFolder();
  await (await start(folder)).stop();
  await writeFile(join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n`);
  expect(await column((await start(folder)).urlOf('postgres'), 'SELECT 1')).toEqual([1]);
});

test('asks for the password, and takes another port when the preferred one is in use', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const folder = await temporaryFolder();
  const server = await startPostgres({ folder, password: 'right', preferredPort: port, durable: false });
  onTestFinished(() => server.stop());
  const url = new URL(server.urlOf('postgres'));
  expect(Number(url.port)).not.toBe(port);
  url.password = 'wrong';
  await expect(column(url.toString(), 'SELECT 1')).rejects.toThrow('refused the password');
});

test('says so when its folder cannot be made', async () => {
  const folder = await temporaryFolder();
  await writeFile(folder, 'a file in the way');
  await expect(start(join(folder, 'below', 'data'))).rejects.toThrow(/^The folder .* cannot be written: [^\n]+\.$/);
});
