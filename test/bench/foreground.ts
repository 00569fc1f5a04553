/** What others notice: how long requests take that arrive at a fixed rate, whatever became of those before them. */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Question } from './load.ts';
import { median } from './report.ts';

export interface Kind {
  name: string;
  next(): Question;
}

export interface Latency {
  name: string;
  p50: number;
  p95: number;
  count: number;
}

/** Milliseconds, by kind, of the requests that arrived while the work ran. @param rate requests of each kind a second */
export async function latencyDuring(kinds: readonly Kind[], rate: number, work: Promise<unknown>): Promise<Latency[]> {
  const agent = new Agent({ keepAlive: false, maxSockets: 64 });
  const durations = new Map(kinds.map(({ name }) => [name, [] as number[]]));
  const asked: Promise<void>[] = [];
  const failures: unknown[] = [];
  let running = true;
  const ended = work.finally(() => {
    running = false;
  });
  const one = async ({ name, next }: Kind) => {
    const started = performance.now();
    await ask(next(), agent);
    durations.get(name)?.push(performance.now() - started);
  };
  while (running && failures.length === 0) {
    for (const kind of kinds) {
      asked.push(one(kind).catch((error) => void failures.push(error)));
      await sleep(1_000 / rate / kinds.length);
    }
  }
  await Promise.all([ended, ...asked]);
  agent.destroy();
  if (failures.length > 0) throw failures[0];
  return [...durations].map(([name, values]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return { name, p50: median(sorted), p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0, count: sorted.length };
  });
}
