/** What an isolate costs before it has answered anybody. */
import { Agent } from 'node:http';
import { processorTime } from '../processor-time.ts';
import { median } from '../report.ts';
import type { Contestant, Running } from './contestants.ts';

const STARTS = 5;

export interface ColdStart {
  server: string;
  /** Milliseconds of processor time of the whole process: until it has answered, and until it has asked the database. */
  first: number;
  firstFromDatabase: number;
}

/** @param asked the workload that asks the database */
export async function measureColdStarts(
  contestants: readonly { contestant: Contestant; asked: string }[],
): Promise<ColdStart[]> {
  const times = contestants.map(() => [] as { first: number; firstFromDatabase: number }[]);
  for (let start = 0; start < STARTS; start++) {
    for (const [index, { contestant, asked }] of contestants.entries()) {
      times[index]?.push(await startOnce(contestant, asked));
    }
  }
  return contestants.map(({ contestant }, index) => {
    const over = (part: 'first' | 'firstFromDatabase') => median((times[index] ?? []).map((time) => time[part]));
    return { server: contestant.name, first: over('first'), firstFromDatabase: over('firstFromDatabase') };
  });
}

async function startOnce(contestant: Contestant, asked: string) {
  const running = await contestant.start(async (databaseUrl) => databaseUrl);
  try {
    // To see that it listens it was asked for something that it does not have, and has answered that.
    const first = await milliseconds(running);
    const agent = new Agent();
    await running.workloads[asked]?.call(agent);
    agent.destroy();
    return { first, firstFromDatabase: await milliseconds(running) };
  } finally {
    await running.stop();
  }
}

const milliseconds = async ({ pid }: Running) => (await processorTime(pid)) * 1000;
