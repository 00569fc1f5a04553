/** Medians over the rounds, as a table. */
import type { Measurement } from '../load.ts';
import { median, table } from '../report.ts';
import { MEASURE, VARIANTS, type Variant } from './variants.ts';

export type Round = Record<Variant, Measurement>;

export function renderReport(rounds: readonly Round[], flights: Record<Variant, number>): string {
  const over = (value: (round: Round) => number) => median(rounds.map(value));
  const lines = (Object.keys(VARIANTS) as Variant[]).map((variant) => [
    VARIANTS[variant],
    over((round) => round[variant].requestsPerSecond).toFixed(0),
    over((round) => round[variant].p50).toFixed(1),
    over((round) => round[variant].p95).toFixed(1),
    // Within a round: what else the machine does at the time meets both.
    over((round) => round[variant].requestsPerSecond / round[MEASURE].requestsPerSecond).toFixed(2),
    String(flights[variant]),
  ]);
  return table(['way', 'requests/s', 'p50 ms', 'p95 ms', `relative to raw`, 'flights'], lines);
}
