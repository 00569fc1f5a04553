import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { freePort } from '../../../migrations-runner/command-line/ports.ts';
import { withProgress } from '../../../migrations-runner/command-line/progress.ts';
import { runCommand } from '../support/command-line.ts';
import { addPronouns, copyOfPrisma } from '../support/prisma-copy.ts';
import { column, execute, ownerUrl, scratchDatabase, seededDatabase } from '../support/scratch.ts';

test('diff finds what was changed beside the schema, and its script brings it back', async () => {
  const url = await seededDatabase();
  await column(url, 'ALTER TABLE users DROP COLUMN phone');
  const environment = { DATABASE_URL: url };
  const { code, output } = await runCommand(['diff'], environment);
  expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining('Added column `phone`') });
  const { output: script } = await runCommand(['diff', '--script'], environment);
  const json = JSON.parse((await runCommand(['diff', '--json'], environment)).output);
  expect(json).toEqual({ same: false, summary: output.trim(), script: expect.stringContaining(script.trim()) });
  await column(url, script);
  expect(await runCommand(['diff'], environment)).toMatchObject({ code: 0 });
});

test('diff --deep finds what the schema cannot say', async () => {
  const url = await seededDatabase();
  const diff = () => runCommand(['diff', '--deep', '--json'], { DATABASE_URL: url });
  expect(JSON.parse((await diff()).output)).toMatchObject({ same: true, definitions: { missing: [], added: [] } });
  await execute(
    url,
    `DROP INDEX jwks_one_signing_key; DROP POLICY system_access ON users; GRANT DELETE ON events TO cerberus_worker;
     ALTER TABLE clients DROP CONSTRAINT clients_lists; ALTER TABLE users ADD CONSTRAINT named CHECK (name <> '')`,
  );
  const { code, output } = await diff();
  expect(code).toBe(2);
  expect(JSON.parse(output).definitions).toEqual({
    missing: [
      expect.stringContaining('UNIQUE INDEX jwks_one_signing_key'),
      expect.stringContaining('constraint clients_lists on clients'),
      expect.stringContaining('policy system_access on users'),
    ],
    added: [expect.stringContaining('constraint named on users'), 'grant DELETE on events to cerberus_worker'],
  });
});

test('status speaks JSON', async () => {
  const { code, output } = await runCommand(['status', '--json'], { DATABASE_URL: await scratchDatabase() });
  expect(code).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ upToDate: false, failed: [], pending: expect.any(Array) });
});

test('generate writes the client of the given schema', async () => {
  const prisma = await copyOfPrisma();
  // The schema names its output relative to itself; in the copy that is two folders up.
  await prisma.edit('base.prisma', (schema) => schema.replace(/output.*/, 'output = "../client"'));
  await prisma.edit('user.prisma', addPronouns);
  expect(await prisma.run(ownerUrl(), ['generate'])).toMatchObject({ code: 0, error: '' });
  expect(readFileSync(join(prisma.folder, 'client/models/User.ts'), 'utf8')).toContain('pronouns');
});

test('generate says what is wrong in the schema', async () => {
  const prisma = await copyOfPrisma();
  await prisma.edit('user.prisma', (schema) => `${schema}\nmodel Broken { id Strin }\n`);
  const { code, error } = await prisma.run(ownerUrl(), ['generate']);
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining('Strin') });
});

test('studio serves the database, and says so when there is none', async () => {
  const port = await freePort();
  const args = [join(ROOT, 'migrations-runner/cli.ts'), 'studio', '--port', String(port), '--browser', 'none'];
  const environment = { PATH: process.env.PATH, DATABASE_URL: ownerUrl() };
  const studio = spawn(process.execPath, args, { env: environment, stdio: 'pipe', detached: true });
  onTestFinished(() => void process.kill(-(studio.pid ?? 0), 'SIGTERM'));
  const page = () =>
    fetch(`http://localhost:${port}/`).then(
      (response) => response.status,
      () => 0,
    );
  await expect.poll(page, { timeout: 120_000, interval: 250 }).toBe(200);
  const refused = await runCommand(['studio'], { DATABASE_URL: 'postgresql://x:y@127.0.0.1:1/z' });
  expect(refused).toMatchObject({ code: 1, error: expect.stringContaining('Nothing listens') });
});

test('what takes longer than two seconds says that it is at work; a terminal is left clean', async () => {
  const written: string[] = [];
  const output = { isTTY: true, write: (text: string) => written.push(text) };
  const long = (report: (detail: string) => void) => {
    report('half of it');
    return vi.advanceTimersByTimeAsync(2_300);
  };
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  await withProgress('Working', long, output);
  const clearLine = '\r\u001b[K';
  expect(written[0]).toBe(`${clearLine}… Working: half of it (2 s)`);
  expect(written.at(-1)).toBe(clearLine);
  written.length = 0;
  await withProgress('Working', async () => {}, output);
  expect(written).toEqual([]);
});
