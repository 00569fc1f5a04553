/** What the benchmark draws: processor time, and answers with the database some way off. */
import { type Bar, renderChart } from './chart.ts';
import { DISTANCES, type FarResult } from './distance.ts';
import { keyOf, medianCost, type Samples } from './samples.ts';
import { WORKLOADS } from './workloads.ts';

/** Milliseconds of a round trip that the second chart shows. */
const DISTANCE = 20;

const workloads = Object.entries(WORKLOADS);

export function costChart(samples: Samples, servers: readonly string[]): string {
  const barOf = (workload: string, server: string): Bar[] => {
    const own = samples.get(keyOf(workload, server));
    if (!own) return [];
    const parts = [medianCost(own, 'server'), medianCost(own, 'postgres')] as const;
    return [{ label: server, parts, text: `${parts[0].toFixed(2)} + ${parts[1].toFixed(2)} ms` }];
  };
  return draw('Processor time for one request', ['server', 'PostgreSQL'], servers, barOf);
}

export function distanceChart(results: readonly FarResult[], servers: readonly string[]): string {
  const barOf = (workload: string, server: string): Bar[] => {
    const found = results.find((result) => result.workload === workload && result.server === server);
    const time = found?.p50[(DISTANCES as readonly number[]).indexOf(DISTANCE)];
    if (found === undefined || time === undefined) return [];
    const trips = Number(found.roundTrips.toFixed(1));
    return [
      { label: server, parts: [time], text: `${time.toFixed(0)} ms, ${trips} round ${trips === 1 ? 'trip' : 'trips'}` },
    ];
  };
  const title = `Time to the answer with the database ${DISTANCE} ms away`;
  return draw(title, ['median of one caller'], servers, barOf);
}

function draw(
  title: string,
  legend: string[],
  servers: readonly string[],
  barOf: (workload: string, server: string) => Bar[],
): string {
  const groups = workloads.map(([name, label]) => ({ label, bars: servers.flatMap((server) => barOf(name, server)) }));
  return renderChart({ title, legend, groups: groups.filter(({ bars }) => bars.length > 0) });
}
