/** The tables of the report. */
import { median, table } from '../report.ts';
import type { ColdStart } from './cold-start.ts';
import { DISTANCES, type FarResult } from './distance.ts';
import { GOALS } from './goals.ts';
import { LIMIT, LIMITS, type LimitName } from './limit.ts';
import {
  keyOf,
  medianCost,
  multiple,
  type Part,
  requestsPerProcessorSecond,
  type Sample,
  type Samples,
} from './samples.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

const workloads = Object.entries(WORKLOADS) as [WorkloadName, string][];

/** What each server does with a second of processor time. @param servers in the order of the rows */
export function costTable(samples: Samples, servers: readonly string[]): string {
  const rows = workloads.flatMap(([name, what]) =>
    servers.flatMap((server) => {
      const own = samples.get(keyOf(name, server));
      return own ? [[what, server, ...costCells(own)]] : [];
    }),
  );
  const head = [
    'workload',
    'server',
    'requests per CPU-s: server',
    'PostgreSQL',
    'CPU ms per request: server',
    'PostgreSQL',
    'p50 ms',
  ];
  return table(head, rows);
}

export function limitTable(samples: Samples): string {
  const rows = (Object.keys(LIMITS) as LimitName[]).flatMap((name) => {
    const own = samples.get(keyOf(name, LIMIT));
    return own ? [[LIMITS[name], ...costCells(own)]] : [];
  });
  const head = [
    'in workerd',
    'requests per CPU-s: Worker',
    'PostgreSQL',
    'CPU ms per request: Worker',
    'PostgreSQL',
    'p50 ms',
  ];
  return table(head, rows);
}

function costCells(samples: readonly Sample[]): string[] {
  const cells = (part: Part, digits: number, value: (samples: readonly Sample[], part: Part) => number) =>
    isNothing(samples, part) ? '–' : value(samples, part).toFixed(digits);
  return [
    cells('server', 0, requestsPerProcessorSecond),
    cells('postgres', 0, requestsPerProcessorSecond),
    cells('server', 2, medianCost),
    cells('postgres', 2, medianCost),
    median(samples.map(({ p50 }) => p50)).toFixed(1),
  ];
}

/** PostgreSQL has work of its own also while nobody asks it anything. */
const isNothing = (samples: readonly Sample[], part: Part) => medianCost(samples, part) < 0.005;

/** What Cerberus costs as a multiple of the limit, and what it is to cost. */
export function goalTable(samples: Samples, servers: readonly string[]): string {
  const rows = workloads.flatMap(([name, what]) => {
    const { limit, without, ...goal } = GOALS[name];
    const limits = samples.get(keyOf(limit, LIMIT));
    if (!limits || !servers.some((server) => samples.has(keyOf(name, server)))) return [];
    const besides = without && samples.get(keyOf(without, LIMIT));
    const cells = (part: Part) =>
      servers.map((server) => {
        const own = samples.get(keyOf(name, server));
        return own && goal[part] !== undefined ? multiple(own, limits, part, besides).toFixed(2) : '–';
      });
    const of = without ? `${LIMITS[limit]}, without ${LIMITS[without]}` : LIMITS[limit];
    const goalOf = (part: Part) => goal[part]?.toString() ?? '–';
    return [[what, of, ...cells('server'), goalOf('server'), ...cells('postgres'), goalOf('postgres')]];
  });
  const heads = (part: string) => [...servers.map((server) => `${part}: ${server}`), 'goal'];
  return table(['workload', 'multiple of', ...heads('Worker'), ...heads('PostgreSQL')], rows);
}

/** How many round trips a request takes, and what that means at a distance. */
export function distanceTable(results: readonly FarResult[], servers: readonly string[]): string {
  const rows = workloads.flatMap(([name, what]) =>
    servers.flatMap((server) => {
      const found = results.find((result) => result.workload === name && result.server === server);
      if (!found) return [];
      const { roundTrips, p50 } = found;
      return [[what, server, String(Number(roundTrips.toFixed(1))), ...p50.map((time) => time.toFixed(1))]];
    }),
  );
  const distances = DISTANCES.map((distance) => `p50 ms, database ${distance} ms away`);
  return table(['workload', 'server', 'round trips', ...distances], rows);
}

/** @param starts the last is what the others are compared with */
export function coldTable(starts: readonly ColdStart[]): string {
  const least = starts.at(-1);
  const rows = starts.map(({ server, first, firstFromDatabase }) => [
    server,
    first.toFixed(0),
    firstFromDatabase.toFixed(0),
    (first / (least?.first ?? Number.NaN)).toFixed(1),
  ]);
  return table(['a new process', 'CPU ms until its first answer', 'until one from the database', 'multiple'], rows);
}
