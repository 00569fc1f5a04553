/**
 * `npm run fuzz`: runs the property tests with new and many more values. Arguments go to vitest. PROPERTY_SEED repeats
 * an earlier run, PROPERTY_RUNS sets the number of values for each property.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';

const { PROPERTY_SEED = String(randomInt(2 ** 31)), PROPERTY_RUNS = '10000' } = process.env;
const given = process.argv.slice(2);

/** All files with properties, used when the arguments name no file. */
function filesWithProperties(): string[] {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).map((name) => `test/${name}`);
  return files.filter(
    (file) => file.endsWith('.test.ts') && readFileSync(join(ROOT, file), 'utf8').includes('/support/property.ts'),
  );
}

const files = given.some((argument) => argument.startsWith('test/')) ? [] : filesWithProperties();
console.log(`PROPERTY_SEED=${PROPERTY_SEED} PROPERTY_RUNS=${PROPERTY_RUNS} npm run fuzz repeats this run.`);
const { status } = spawnSync(
  process.execPath,
  ['migrations-runner/bootstrap/bootstrap.mjs', 'test', ...files, ...given],
  {
    cwd: ROOT,
    env: { ...process.env, PROPERTY_SEED, PROPERTY_RUNS },
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
