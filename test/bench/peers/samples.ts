/** What was measured, and what is read from it: medians over the rounds, and ratios within each of them. */
import { median } from '../report.ts';

export interface Sample {
  requests: number;
  /** Milliseconds. */
  p50: number;
  /** Seconds of processor time, of the server and of PostgreSQL. */
  server: number;
  postgres: number;
}

/** By the entry's key, one for each round. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

export const keyOf = (workload: string, server: string) => `${workload} at ${server}`;

export type Part = 'server' | 'postgres';

/** Milliseconds of processor time for one request. */
export const cost = (sample: Sample, part: Part): number => (sample[part] * 1000) / sample.requests;

export function medianCost(samples: readonly Sample[], part: Part): number {
  return median(samples.map((sample) => cost(sample, part)));
}

/** Requests that one second of its processor time is enough for. */
export function requestsPerProcessorSecond(samples: readonly Sample[], part: Part): number {
  return 1000 / medianCost(samples, part);
}

/**
 * How many times as much as the other costs: the median of the ratios in a round, because whatever else the machine does
 * at that moment meets both.
 * @param without what does not count, e.g. the one password hash of a sign-in
 */
export function multiple(
  samples: readonly Sample[],
  limit: readonly Sample[],
  part: Part,
  without: readonly Sample[] = [],
): number {
  const ratios = samples.map((sample, round) => {
    const other = without[round];
    return (cost(sample, part) - (other ? cost(other, part) : 0)) / cost(limit[round] as Sample, part);
  });
  return median(ratios);
}
