/** What `npm start` and `npm test` install, by a real npm in a folder of two packages. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';

const run = promisify(execFile);
const { ensurePackages } = await import(join(ROOT, 'migrations-runner/bootstrap/packages.mjs'));

/** Projects whose lock files name one package for running and one for tests; the second is the first, later. */
let project: string;
let later: string;

beforeAll(async () => {
  [project, later] = await Promise.all([createProject('1.0.0'), createProject('2.0.0')]);
  return () => Promise.all([project, later].map((folder) => rm(folder, { recursive: true })));
});

async function createProject(version: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-packages-'));
  for (const name of ['runs', 'tests']) {
    await mkdir(join(folder, name));
    await writeJson(join(folder, name, 'package.json'), { name, version });
    await run('npm', ['pack', `./${name}`, '--silent'], { cwd: folder });
  }
  await writeJson(join(folder, 'package.json'), {
    name: 'project',
    version: '1.0.0',
    scripts: { postinstall: 'echo done >> installations' },
    dependencies: { runs: `file:runs-${version}.tgz` },
    devDependencies: { tests: `file:tests-${version}.tgz` },
  });
  await run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--offline', '--silent'], { cwd: folder });
  return folder;
}

function writeJson(file: string, content: object): Promise<void> {
  return writeFile(file, JSON.stringify(content));
}

async function clone() {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-packages-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(project, folder, { recursive: true });
  const mark = join(folder, '.installing');
  return {
    folder,
    mark,
    ensure: (withTests: boolean): Promise<boolean> => ensurePackages(folder, withTests),
    has: (name: string) => existsSync(join(folder, 'node_modules', name, 'package.json')),
    versionOf: async (name: string) =>
      JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version,
    /** Installing the package anew removes it. */
    leaveWitness: (name: string) => writeFile(join(folder, 'node_modules', name, 'witness'), ''),
    isUntouched: (name: string) => existsSync(join(folder, 'node_modules', name, 'witness')),
  };
}

/** What an installation leaves that was killed. */
async function leaveMark(mark: string): Promise<void> {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(mark, String(pid));
}

test('running installs what running needs; tests add the rest and move nothing; running takes nothing away', async () => {
  const { folder, ensure, has, leaveWitness, isUntouched, mark } = await clone();
  expect(await ensure(false)).toBe(true);
  expect([has('runs'), has('tests')]).toEqual([true, false]);
  await leaveWitness('runs');
  expect(await ensure(true)).toBe(true);
  expect([has('runs'), has('tests')]).toEqual([true, true]);
  expect(isUntouched('runs')).toBe(true);
  const lockFile = await readFile(join(folder, 'package-lock.json'), 'utf8');
  expect(lockFile).toBe(await readFile(join(project, 'package-lock.json'), 'utf8'));
  expect(await ensure(false)).toBe(true);
  expect(has('tests')).toBe(true);
  expect(existsSync(mark)).toBe(false);
});

test('an installation by hand stays as it is, and stays a complete one when the lock file moves on', async () => {
  const { folder, ensure, has, leaveWitness, isUntouched, versionOf } = await clone();
  await run('npm', ['ci', '--offline', '--silent'], { cwd: folder });
  await leaveWitness('tests');
  await ensure(false);
  expect(isUntouched('tests')).toBe(true);
  await cp(later, folder, { recursive: true });
  expect(await ensure(false)).toBe(true);
  expect([await versionOf('runs'), has('tests')]).toEqual(['2.0.0', true]);
});

test('an older installation for running is replaced by one for running', async () => {
  const { folder, ensure, has, versionOf } = await clone();
  await ensure(false);
  await cp(later, folder, { recursive: true });
  expect(await ensure(false)).toBe(true);
  expect([await versionOf('runs'), has('tests')]).toEqual(['2.0.0', false]);
});

test('what an interrupted installation left is not taken for whole', async () => {
  const { folder, ensure, has, mark, leaveWitness, isUntouched } = await clone();
  await ensure(false);
  await leaveWitness('runs');
  await mkdir(join(folder, 'node_modules/tests'));
  await writeJson(join(folder, 'node_modules/tests/package.json'), { name: 'tests', version: '1.0.0', half: true });
  await leaveMark(mark);
  expect(await ensure(true)).toBe(true);
  expect(isUntouched('runs')).toBe(false);
  expect(await readFile(join(folder, 'node_modules/tests/package.json'), 'utf8')).not.toContain('half');
  expect([has('runs'), existsSync(mark)]).toEqual([true, false]);
});

test('an installation that fails says so, and the next one begins anew', async () => {
  const { folder, ensure, has, mark } = await clone();
  // npm refuses a lock file that says something else.
  await writeJson(join(folder, 'package.json'), { name: 'project', dependencies: { runs: 'file:gone.tgz' } });
  expect(await ensure(true)).toBe(false);
  expect(existsSync(mark)).toBe(true);
  await cp(join(project, 'package.json'), join(folder, 'package.json'));
  await leaveMark(mark);
  expect(await ensure(true)).toBe(true);
  expect([has('runs'), has('tests')]).toEqual([true, true]);
});

test('two at once install once', async () => {
  const { folder, ensure, mark } = await clone();
  expect(await Promise.all([ensure(true), ensure(true)])).toEqual([true, true]);
  expect(await readFile(join(folder, 'installations'), 'utf8')).toBe('done\n');
  expect(existsSync(mark)).toBe(false);
});

test('a mark that nobody has touched for a minute holds nobody up, whoever has the number of its process', async () => {
  const { ensure, mark } = await clone();
  await writeFile(mark, String(process.pid));
  const longAgo = new Date(Date.now() - 61_000);
  await utimes(mark, longAgo, longAgo);
  expect(await ensure(false)).toBe(true);
  expect(existsSync(mark)).toBe(false);
});
