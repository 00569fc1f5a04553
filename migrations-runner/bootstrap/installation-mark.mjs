/**
 * The file that says that an installation is under way in a folder, or was and did not end well. Works on any Node from
 * 20 on.
 */
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** An installation that has not touched its mark for so long has ended, whoever has its process number now. */
const SILENCE_MS = 60_000;
const POLL_MS = 500;

/** @returns whether this process is the one that installs */
export function take(mark) {
  try {
    writeFileSync(mark, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Says that the installation goes on. */
export function touch(mark) {
  try {
    utimesSync(mark, new Date(), new Date());
  } catch {
    // Somebody removed it: the next to come waits for nobody.
  }
}

export function release(mark) {
  rmSync(mark, { force: true });
}

/** Waits while another process installs. */
export async function endOfOthers(mark) {
  if (isUnderWay(mark)) console.log('Another installation is under way in this folder: waiting for it …');
  while (isUnderWay(mark)) await sleep(POLL_MS);
}

/** @returns whether there was a mark of an installation that did not end well */
export function removeStale(mark) {
  if (!existsSync(mark) || isUnderWay(mark)) return false;
  release(mark);
  return true;
}

function isUnderWay(mark) {
  try {
    if (Date.now() - statSync(mark).mtimeMs > SILENCE_MS) return false;
    process.kill(Number(readFileSync(mark, 'utf8')), 0);
    return true;
  } catch (error) {
    // It runs, but belongs to another user.
    return error.code === 'EPERM';
  }
}
