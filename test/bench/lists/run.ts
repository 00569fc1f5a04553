/**
 * What lists, searches and counts cost in a large organisation beside a small one, and among many organisations beside
 * few. Options: --people 1000000 --organisations 10000 --rounds 40, --only <part of a question>
 */
import { parseArgs } from 'node:util';
import '../../../migrations-runner/schema/wasm-modules.ts';
import '../../support/use-node-sockets.ts';
import { createTeardown, type Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import { compareSides, type Named } from '../compare-sides.ts';
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

function compare(questions: Questions, small: Named<Side>, large: Named<Side>): Promise<void> {
  return compareSides(questions, { small, large, rounds: ROUNDS, only: values.only });
}
