/** Medians over the rounds, as a table. */
import type { Measurement } from './load.ts';
import { MEASURE, VARIANTS, type Variant } from './variants.ts';

export type Round = Record<Variant, Measurement>;

export function renderReport(rounds: readonly Round[], flights: Record<Variant, number>): string {
  const head = ['way', 'requests/s', 'p50 ms', 'p95 ms', `relative to raw`, 'flights'];
  const lines = (Object.keys(VARIANTS) as Variant[]).map((variant) => [
    VARIANTS[variant],
    median(rounds, (round) => round[variant].requestsPerSecond).toFixed(0),
    median(rounds, (round) => round[variant].p50).toFixed(1),
    median(rounds, (round) => round[variant].p95).toFixed(1),
    // Within a round: what else the machine does at the time meets both.
    median(rounds, (round) => ratio(round, variant)).toFixed(2),
    String(flights[variant]),
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function ratio(round: Round, variant: Variant): number {
  return round[variant].requestsPerSecond / round[MEASURE].requestsPerSecond;
}

function median(rounds: readonly Round[], value: (round: Round) => number): number {
  const values = rounds.map(value).sort((a, b) => a - b);
  const middle = Math.floor(values.length / 2);
  return values.length % 2 ? (values[middle] ?? 0) : ((values[middle - 1] ?? 0) + (values[middle] ?? 0)) / 2;
}
