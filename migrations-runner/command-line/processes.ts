/** Checks and ends processes that another run may have started. */
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
 * The command line of a running process, or an empty text. Process ids are reused, so an id from a file must be
 * compared with the command.
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
 * Sends the signal, waits, and kills what is still running after the timeout.
 * @param target a process, or, as a negative number, its whole group
 */
export async function endProcess(target: number, signal: NodeJS.Signals, timeoutMs = 10_000): Promise<void> {
  const send = (what: NodeJS.Signals) => {
    try {
      process.kill(target, what);
    } catch {
      // Ended already.
    }
  };
  const leader = Math.abs(target);
  send(signal);
  const deadline = Date.now() + timeoutMs;
  // A zombie process still counts as running, but has no command line.
  while (commandOf(leader) !== '' && Date.now() < deadline) await sleep(20);
  if (target < 0 || commandOf(leader) !== '') send('SIGKILL');
}
