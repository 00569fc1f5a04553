/** What a process has cost so far, whoever else is busy on the machine. In seconds, by what Linux says in /proc. */
import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second there, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

/** Of the process, of all its threads; NaN where the system does not say. */
export async function processorTime(pid: number): Promise<number> {
  const fields = await readFields(pid);
  return ticks(fields[11]) + ticks(fields[12]);
}

/**
 * Of a server that has a process for each connection, as PostgreSQL: its own, that of the processes it has, and of those
 * that have ended.
 */
export async function familyProcessorTime(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const times = await Promise.all(children.trim().split(' ').filter(Boolean).map(Number).map(threadTime));
  const fields = await readFields(pid);
  const ended = ticks(fields[13]) + ticks(fields[14]);
  return (await threadTime(pid)) + ended + times.reduce((sum, time) => sum + time, 0);
}

/** The process that started this one. */
export async function parentOf(pid: number): Promise<number> {
  return Number((await readFields(pid))[1]);
}

/** Of a process with one thread: hundreds of them, each counted in hundredths of a second, would say little. */
async function threadTime(pid: number): Promise<number> {
  const [nanoseconds] = (await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '')).split(' ');
  if (nanoseconds) return Number(nanoseconds) / 1e9;
  const time = await processorTime(pid);
  // It has ended since: its parent counts it from now on.
  return Number.isNaN(time) ? 0 : time;
}

/** The name, in parentheses, may contain anything; user and system time are the 12th and 13th fields after it. */
async function readFields(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const ticks = (field = 'NaN') => Number(field) / TICKS_PER_SECOND;
