/**
 * What lists, searches and counts cost in a large organisation beside a small one, and among many organisations beside
 * few. Options: --people 1000000 --organisations 10000 --rounds 40, --only <part of a question>
 */
import { parseArgs } from 'node:util';
import '../../../migrations-runner/schema/wasm-modules.ts';
import '../../support/use-node-sockets.ts';
import { createTeardown, type Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import { median, table } from '../report.ts';
import { openSeededDatabase } from '../seeded-database.ts';
import { fill, type Size } from './fill.ts';
import type { Questions } from './questions.ts';
import { connect, openSide, type Side } from './side.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { people: text, organisations: text, rounds: text, only: text } });
const PEOPLE = Number(values.people ?? 1_000_000);
const ORGANISATIONS = Number(values.organisations ?? 10_000);
const ROUNDS = Number(values.rounds ?? 40);
const SMALL = 1_000;
/** Before the first that counts. PostgreSQL decides after five whether it keeps a plan. */
const WARM_UP = 8;
/** Goal of the ratio. */
const GOAL = 1.2;

/** Of organisations beside which others are. */
const ORDINARY = { people: 20, items: 10 };

// After the hook that lets Node import WASM.
const { ORGANISATION, PLATFORM } = await import('./questions.ts');

/** All databases are on one server. */
let serverUrl: string | null = null;

const teardown = createTeardown();
try {
  if (PEOPLE > 0) {
    const [small, large] = await openSizes(teardown);
    await compare(ORGANISATION, [`${SMALL} people`, small], [`${PEOPLE} people`, large]);
  }
  if (ORGANISATIONS > 0) {
    const few = await openMany(teardown, SMALL);
    const many = await openMany(teardown, ORGANISATIONS);
    const questions = { ...PLATFORM, ...ORGANISATION };
    await compare(questions, [`${SMALL} organisations`, few], [`${ORGANISATIONS} organisations`, many]);
  }
} finally {
  await teardown.run();
}
process.exit();

/** One database and one connection: their plans are the same. */
async function openSizes(teardown: Teardown): Promise<[Side, Side]> {
  const size = (people: number): Size => ({ organisations: 1, people, items: Math.max(120, people / 1_000) });
  // The guests of the large one come from the third.
  const { url, db } = await openFilled(teardown, [size(SMALL), size(PEOPLE), size(PEOPLE / 10)]);
  return [await openSide(url, db, 'organisation-1'), await openSide(url, db, 'organisation-2')];
}

async function openMany(teardown: Teardown, organisations: number): Promise<Side> {
  const { url, db } = await openFilled(teardown, [{ organisations, ...ORDINARY }]);
  return openSide(url, db, `organisation-${organisations / 2 + 1}`);
}

async function openFilled(teardown: Teardown, sizes: readonly Size[]) {
  const { url, workerUrl } = await openSeededDatabase(teardown, { serverUrl });
  serverUrl = urlOfDatabase(url, 'postgres');
  const started = performance.now();
  await withClient(url, (client) => fill(client, sizes));
  console.error(`Filled in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
  const db = connect(workerUrl);
  teardown.add(() => db.close());
  return { url, db };
}

type Named = readonly [name: string, side: Side];

/** The two take turns. The ratio is the median of those within a round, because other load then affects both. */
async function compare(questions: Questions, [before, small]: Named, [beside, large]: Named): Promise<void> {
  const rows = [];
  for (const [question, ask] of Object.entries(questions)) {
    if (!question.includes(values.only ?? '')) continue;
    const rounds: { small: number; large: number }[] = [];
    for (let round = -WARM_UP; round < ROUNDS; round++) {
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
async function time(side: Side, ask: (side: Side) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await ask(side);
  return performance.now() - started;
}
