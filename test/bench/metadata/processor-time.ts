/** What a process has cost so far, whoever else is busy on the machine. */
import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second there, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time of the process, of all its threads; NaN where the system does not say. */
export async function processorTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may contain anything; user and system time are the 12th and 13th fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) / TICKS_PER_SECOND;
}
