/**
 * A file that marks a running, or a failed, installation in a folder. Works on any Node from 20 on.
 */
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** An installation that has not touched its mark for this long has ended, even if its process id is in use again. */
const ABANDONED_MS = 60_000;
const POLL_MS = 500;

/** @returns whether this process has created the mark and installs */
export function take(mark) {
  try {
    writeFileSync(mark, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Marks the installation as still running. */
export function touch(mark) {
  try {
    utimesSync(mark, new Date(), new Date());
  } catch {
    // The mark was removed: the next process will not wait.
  }
}

export function release(mark) {
  rmSync(mark, { force: true });
}

/** Waits until no other process installs. */
export async function waitForOthers(mark) {
  if (isUnderWay(mark)) console.log('Another installation is under way in this folder: waiting for it …');
  while (isUnderWay(mark)) await sleep(POLL_MS);
}

/** @returns whether there was the mark of a failed installation */
export function removeStale(mark) {
  if (!existsSync(mark) || isUnderWay(mark)) return false;
  release(mark);
  return true;
}

function isUnderWay(mark) {
  try {
    if (Date.now() - statSync(mark).mtimeMs > ABANDONED_MS) return false;
    process.kill(Number(readFileSync(mark, 'utf8')), 0);
    return true;
  } catch (error) {
    // The process runs, but belongs to another user.
    return error.code === 'EPERM';
  }
}
