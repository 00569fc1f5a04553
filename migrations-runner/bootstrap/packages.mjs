/**
 * What npm has installed into node_modules, and what is missing for the work at hand: tests need more than running does.
 * Works on any Node from 20 on with nothing installed yet.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { endOfOthers, release, removeStale, take, touch } from './installation-mark.mjs';

/** Milliseconds between two lines about an installation. */
const BEAT_MS = 10_000;

/**
 * Installs what is missing. Two at once in one folder take turns.
 * @param withTests whether what only tests and checks use is needed as well
 * @returns false when npm failed; it has said why
 */
export async function ensurePackages(root, withTests) {
  const mark = join(root, '.installing');
  await endOfOthers(mark);
  while (!isInstalled(root, withTests)) {
    const wasInterrupted = removeStale(mark);
    // A developer's installation stays one, also where it is older than the lock file.
    if (take(mark)) return install(root, mark, { withTests: withTests || hasTests(root), wasInterrupted });
    await endOfOthers(mark);
  }
  return true;
}

/** Compares what npm installed with the lock file: times of files change with every checkout, contents do not. */
export function isInstalled(root, withTests) {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  const locked = readPackages(join(root, 'package-lock.json'));
  return installed !== null && locked !== null && isComplete(locked, installed, withTests);
}

/** Whether each package that is needed is there in its version; both are the `packages` of a lock file. */
export function isComplete(locked, installed, withTests) {
  return needed(locked, withTests).every(([path, { version, optional }]) => {
    const found = installed[path];
    // Builds for other platforms are in the lock file and nowhere else.
    return found ? found.version === version : optional === true;
  });
}

/** What npm marks as devOptional it installs without the others of tests, too. */
function needed(locked, withTests) {
  return Object.entries(locked).filter(([path, { dev }]) => path !== '' && (withTests || dev !== true));
}

function hasTests(root) {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json')) ?? {};
  return Object.values(installed).some(({ dev }) => dev === true);
}

/** Null also of a file that is cut short. */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** npm itself says nothing while it works, which takes a minute or more. */
async function install(root, mark, { withTests, wasInterrupted }) {
  // What runs may be in use: where only the packages of tests are missing, the others stay in place.
  const isAddition = !wasInterrupted && isInstalled(root, false);
  const started = Date.now();
  console.log(announcement(root, { withTests, isAddition }));
  const beat = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`… ${seconds} s: ${countPackages(join(root, 'node_modules'))} packages are there`);
    touch(mark);
  }, BEAT_MS);
  const code = await runNpm(root, [
    ...(isAddition ? ['install', '--no-save'] : ['ci']),
    withTests ? '--include=dev' : '--omit=dev',
  ]);
  clearInterval(beat);
  // It stays after a failure: half of a package may be there, and npm would take it for the whole.
  if (code === 0) release(mark);
  return code === 0;
}

function announcement(root, { withTests, isAddition }) {
  const locked = readPackages(join(root, 'package-lock.json')) ?? {};
  const count = (all) => needed(locked, all).filter(([, { optional }]) => !optional).length;
  if (isAddition) return `Installing ${count(true) - count(false)} more packages, which tests and checks need: once …`;
  const what = withTests ? 'with those of the tests: once, about 1.4 GB' : 'once, about 0.9 GB';
  return `Installing ${count(withTests)} packages into node_modules (npm ci), ${what}, a minute or more …`;
}

export function runNpm(root, args) {
  const npm = process.env.npm_execpath;
  // Warnings about engines concern the Node that installs, not the pinned one that runs.
  const flags = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, commandArgs] = npm ? [process.execPath, [npm, ...flags]] : ['npm', flags];
  return runChild(command, commandArgs, { cwd: root });
}

/** Those at the top, and of each scope. npm makes every folder at once and fills them one by one. */
function countPackages(folder) {
  if (!existsSync(folder)) return 0;
  const counts = readdirSync(folder).map((name) => {
    if (name.startsWith('@')) return countPackages(join(folder, name));
    return existsSync(join(folder, name, 'package.json')) ? 1 : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
