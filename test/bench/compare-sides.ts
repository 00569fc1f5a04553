/** Compares what the same question costs on a small side and on a large one. */
import { median, table } from './report.ts';

export type Named<Side> = readonly [name: string, side: Side];

interface Options<Side> {
  small: Named<Side>;
  large: Named<Side>;
  rounds: number;
  /** A part of the questions to ask. */
  only?: string | undefined;
}

/** Before the first that counts. PostgreSQL decides after five whether it keeps a plan. */
const WARM_UP = 8;
/** Goal of the ratio. */
const GOAL = 1.2;

/** The two take turns. The ratio is the median of those within a round, because other load then affects both. */
export async function compareSides<Side>(
  questions: Record<string, (side: Side) => Promise<unknown>>,
  { small: [before, small], large: [beside, large], rounds: count, only = '' }: Options<Side>,
): Promise<void> {
  const rows = [];
  for (const [question, ask] of Object.entries(questions)) {
    if (!question.includes(only)) continue;
    const rounds: { small: number; large: number }[] = [];
    for (let round = -WARM_UP; round < count; round++) {
      const turns = { small: 0, large: 0 };
      const sides = [['small', small] as const, ['large', large] as const];
      for (const [size, side] of round % 2 ? sides : sides.reverse()) turns[size] = await time(side, ask);
      if (round >= 0) rounds.push(turns);
    }
    const of = (size: 'small' | 'large') => median(rounds.map((round) => round[size])).toFixed(2);
    const ratio = median(rounds.map((round) => round.large / round.small));
    rows.push([question, of('small'), of('large'), ratio.toFixed(2)]);
    console.error(`${ratio > GOAL ? '! ' : '  '}${rows.at(-1)?.join('  ')}`);
  }
  console.log(`\n${table(['question', `ms: ${before}`, `ms: ${beside}`, 'ratio'], rows)}\n`);
}

/** Milliseconds. */
async function time<Side>(side: Side, ask: (side: Side) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await ask(side);
  return performance.now() - started;
}
