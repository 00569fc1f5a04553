/**
 * Compares node_modules with the lock file and installs missing packages; tests need more of them than the server.
 * Works on any Node from 20 on with nothing installed yet.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { release, removeStale, take, touch, waitForOthers } from './installation-mark.mjs';

/** Milliseconds between two progress lines. */
const REPORT_INTERVAL_MS = 10_000;

/**
 * Installs missing packages. Two processes in one folder run one after the other.
 * @param withTests whether packages that only tests and checks use are needed as well
 * @returns false when npm failed; it has printed the reason
 */
export async function ensurePackages(root, withTests) {
  const mark = join(root, '.installing');
  await waitForOthers(mark);
  while (!isInstalled(root, withTests)) {
    const wasInterrupted = removeStale(mark);
    // An installation that has the packages of tests keeps them, even when it is outdated.
    if (take(mark)) return install(root, mark, { withTests: withTests || hasTests(root), wasInterrupted });
    await waitForOthers(mark);
  }
  return true;
}

/** Compares the installed packages with the lock file: file times change with every checkout, contents do not. */
export function isInstalled(root, withTests) {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  const locked = readPackages(join(root, 'package-lock.json'));
  return installed !== null && locked !== null && isComplete(locked, installed, withTests);
}

/** Whether each needed package is installed in its version; both arguments are the `packages` of a lock file. */
export function isComplete(locked, installed, withTests) {
  return needed(locked, withTests).every(([path, { version, optional }]) => {
    const present = installed[path];
    // Builds for other platforms are in the lock file only.
    return present ? present.version === version : optional === true;
  });
}

/** Packages that npm marks as devOptional are installed without those of tests, too. */
function needed(locked, withTests) {
  return Object.entries(locked).filter(([path, { dev }]) => path !== '' && (withTests || dev !== true));
}

function hasTests(root) {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json')) ?? {};
  return Object.values(installed).some(({ dev }) => dev === true);
}

/** Null when the file is missing or truncated. */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Prints progress, since npm prints nothing for a minute or more. */
async function install(root, mark, { withTests, wasInterrupted }) {
  // Other packages may be in use: if only those of tests are missing, the others stay in place.
  const isAddition = !wasInterrupted && isInstalled(root, false);
  const started = Date.now();
  console.log(announcement(root, { withTests, isAddition }));
  const interval = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`… ${seconds} s: ${countPackages(join(root, 'node_modules'))} packages are there`);
    touch(mark);
  }, REPORT_INTERVAL_MS);
  const code = await runNpm(root, [
    ...(isAddition ? ['install', '--no-save'] : ['ci']),
    withTests ? '--include=dev' : '--omit=dev',
  ]);
  clearInterval(interval);
  // The mark stays after a failure: a package may be incomplete, which npm would not notice.
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
  // Engine warnings concern the Node that installs, not the pinned one that runs.
  const flags = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, commandArgs] = npm ? [process.execPath, [npm, ...flags]] : ['npm', flags];
  return runChild(command, commandArgs, { cwd: root });
}

/** Counts package.json files: npm creates every folder at once and fills them one by one. */
function countPackages(folder) {
  if (!existsSync(folder)) return 0;
  const counts = readdirSync(folder).map((name) => {
    if (name.startsWith('@')) return countPackages(join(folder, name));
    return existsSync(join(folder, name, 'package.json')) ? 1 : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
