/** One turn of one workload at one server: what was answered, and what it cost. */
import { Agent } from 'node:http';
import { measureCalls } from '../load.ts';
import { familyProcessorTime, processorTime } from '../processor-time.ts';
import type { Sample } from './samples.ts';
import type { Entry } from './workloads.ts';

export interface MeasurementOptions {
  callers: number;
  seconds: number;
  /** PostgreSQL's first process. */
  postmaster: number;
  /** What to prepare, where calls use it up. */
  count: number;
}

export async function measureWorkload(
  { pid, work }: Entry,
  { callers, seconds, postmaster, count }: MeasurementOptions,
): Promise<Sample> {
  const agent = new Agent({ keepAlive: true });
  await work.prepare?.(count, agent);
  agent.destroy();
  const clocks = () => Promise.all([processorTime(pid), familyProcessorTime(postmaster)]);
  const [serverBefore, postgresBefore] = await clocks();
  const load = { callers: Math.min(callers, work.callers ?? callers), seconds: seconds * (work.longer ?? 1) };
  const { requests, p50 } = await measureCalls(
    (own) => work.call(own),
    work.consumes ? { ...load, most: count } : load,
  );
  const [serverAfter, postgresAfter] = await clocks();
  return { requests, p50, server: serverAfter - serverBefore, postgres: postgresAfter - postgresBefore };
}
