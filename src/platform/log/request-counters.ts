/** Counts the requests of this isolate for Prometheus. Labels are from tables of ours, so their number is bounded. */
import { formatNumber, type Metric, type Sample } from '../../lib/prometheus.ts';

export interface CountedRequest {
  method: string;
  /** The pattern. */
  route: string;
  status: number;
  /** Milliseconds. */
  duration: number;
}

export interface RequestCounters {
  count(request: CountedRequest): void;
  metrics(): Metric[];
}

/** Seconds. */
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10] as const;

interface Series {
  labels: { method: string; route: string; status_code: string };
  requests: number;
  seconds: number;
  /** Requests by the first bucket that they fit into. */
  buckets: number[];
}

export function createRequestCounters(): RequestCounters {
  const all = new Map<string, Series>();
  return {
    count: ({ method, route, status, duration }) => {
      const key = `${status} ${method} ${route}`;
      let series = all.get(key);
      if (!series) {
        series = { labels: { method, route, status_code: String(status) }, requests: 0, seconds: 0, buckets: [] };
        all.set(key, series);
      }
      const seconds = duration / 1000;
      const bucket = BUCKETS.findIndex((limit) => seconds <= limit);
      series.requests++;
      series.seconds += seconds;
      if (bucket >= 0) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
    },
    metrics: () => [
      {
        name: 'http_requests_total',
        help: 'Requests that this isolate answered. There are many isolates, each lives for minutes or hours.',
        type: 'counter',
        samples: [...all.values()].map(({ labels, requests }) => ({ labels, value: requests })),
      },
      {
        name: 'http_request_duration_seconds',
        help: 'Time until the answer, of requests that this isolate answered.',
        type: 'histogram',
        samples: [...all.values()].flatMap(histogramOf),
      },
    ],
  };
}

/** Each bucket includes those before it. */
function histogramOf({ labels, requests, seconds, buckets }: Series): Sample[] {
  let included = 0;
  const below = BUCKETS.map((limit, index) => {
    included += buckets[index] ?? 0;
    return { suffix: '_bucket', labels: { ...labels, le: formatNumber(limit) }, value: included };
  });
  return [
    ...below,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: requests },
    { suffix: '_sum', labels, value: seconds },
    { suffix: '_count', labels, value: requests },
  ];
}
