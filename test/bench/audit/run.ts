/**
 * What the audit log of a large organisation costs beside that of a small one, both a year long and in partitions by
 * month. Options: --entries 10000000 --rounds 40, --only <part of a question>
 */
import { parseArgs } from 'node:util';
import '../../../migrations-runner/schema/wasm-modules.ts';
import '../../support/use-node-sockets.ts';
import { createTeardown } from '../../../migrations-runner/command-line/teardown.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { compareSides } from '../compare-sides.ts';
import { connect } from '../lists/side.ts';
import { openSeededDatabase } from '../seeded-database.ts';
import { type Filled, fillLog } from './fill.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { entries: text, rounds: text, only: text } });
const ENTRIES = Number(values.entries ?? 10_000_000);
const ROUNDS = Number(values.rounds ?? 40);
/** Enough for a full page of each question. */
const SMALL = 100_000;

// After the hook that lets Node import WASM.
const { QUESTIONS, sideOf } = await import('./questions.ts');

const teardown = createTeardown();
try {
  const { url, workerUrl } = await openSeededDatabase(teardown);
  const started = performance.now();
  const filled: Filled[] = await withClient(url, (client) => fillLog(client, [SMALL, ENTRIES]));
  console.error(`Filled in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
  const db = connect(workerUrl);
  teardown.add(() => db.close());
  const [small, large] = filled.map((one) => sideOf(db, one));
  if (!small || !large) throw new Error('Two organisations are compared');
  await compareSides(QUESTIONS, {
    small: [`${SMALL} entries`, small],
    large: [`${ENTRIES} entries`, large],
    rounds: ROUNDS,
    only: values.only,
  });
} finally {
  await teardown.run();
}
process.exit();
