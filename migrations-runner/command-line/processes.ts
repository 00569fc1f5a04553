/** Questions about processes that may be somebody else's. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The command line of a running process, or an empty text. Numbers of dead processes are given out again, so a number
 * found in a file means nothing until the command agrees.
 */
export function commandOf(pid: number): string {
  if (!isRunning(pid)) return '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return commandFromPs(pid);
  }
}

function commandFromPs(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}

/**
 * Sends the signal, waits, and ends by force what does not listen.
 * @param target a process, or as a negative number its whole group
 */
export async function endProcess(target: number, signal: NodeJS.Signals, patienceMs = 10_000): Promise<void> {
  const send = (what: NodeJS.Signals) => {
    try {
      process.kill(target, what);
    } catch {
      // Gone already.
    }
  };
  const leader = Math.abs(target);
  send(signal);
  const deadline = Date.now() + patienceMs;
  // An ended process that nobody has collected still counts as running, but has no command any more.
  while (commandOf(leader) !== '' && Date.now() < deadline) await sleep(20);
  if (target < 0 || commandOf(leader) !== '') send('SIGKILL');
}
