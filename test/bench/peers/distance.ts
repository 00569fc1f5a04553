/** What a request costs when the database is far away: round trips on the wire, and how long an answer takes. */
import { Agent } from 'node:http';
import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { openWire, type Wire } from '../../platform/wire/proxy.ts';
import { measureCalls } from '../load.ts';
import { median } from '../report.ts';
import { type Contestant, entriesOf } from './contestants.ts';
import type { Selection } from './selection.ts';
import { type Entry, WORKLOADS } from './workloads.ts';

/** Milliseconds of a round trip to the database. */
export const DISTANCES = [0, 20, 80] as const;
/** Of each workload at each distance, by one caller. */
const REQUESTS = 7;

export interface FarResult {
  workload: string;
  server: string;
  /** For one request. */
  roundTrips: number;
  /** Milliseconds, in the order of the distances. */
  p50: number[];
}

interface FarEntry extends Entry {
  wire: Wire;
}

export async function measureDistances(
  contestants: readonly Contestant[],
  isWanted: Selection,
  teardown: Teardown,
): Promise<FarResult[]> {
  const entries: FarEntry[] = [];
  for (const contestant of contestants) entries.push(...(await startFar(contestant, teardown)));
  const wanted = entries.filter(({ workload, server }) => workload in WORKLOADS && isWanted(workload, server));
  const results: FarResult[] = wanted.map(({ workload, server }) => ({ workload, server, roundTrips: 0, p50: [] }));
  for (const distance of DISTANCES) {
    for (const [index, entry] of wanted.entries()) {
      const { roundTrips, p50 } = await measureFar(entry, distance);
      const result = results[index] as FarResult;
      result.p50.push(p50);
      if (distance === 0) result.roundTrips = roundTrips;
    }
  }
  return results;
}

/** Each has a wire of its own, so that nobody else is counted. */
async function startFar(contestant: Contestant, teardown: Teardown): Promise<FarEntry[]> {
  let wire: Wire | undefined;
  const running = await contestant.start(async (databaseUrl) => {
    wire = await openWire(databaseUrl);
    teardown.add(wire.close);
    return wire.url;
  });
  teardown.add(running.stop);
  return entriesOf(contestant.name, running).map((entry) => ({ ...entry, wire: wire as Wire }));
}

/** Everything is prepared, and one answer given, while the database is near. */
async function measureFar({ work, wire }: FarEntry, distance: number): Promise<{ roundTrips: number; p50: number }> {
  const agent = new Agent({ keepAlive: true });
  await work.prepare?.(REQUESTS + 1, agent);
  await work.call(agent);
  agent.destroy();
  wire.latency = distance / 2;
  const roundTrips: number[] = [];
  const call = async (own: Agent) => {
    const before = wire.flights;
    await work.call(own);
    roundTrips.push(wire.flights - before);
  };
  try {
    const { p50 } = await measureCalls(call, { callers: 1, seconds: Number.POSITIVE_INFINITY, most: REQUESTS });
    // What arrives in two pieces, the first of which is answered already, is counted twice: not often.
    return { roundTrips: median(roundTrips), p50 };
  } finally {
    wire.latency = 0;
  }
}
