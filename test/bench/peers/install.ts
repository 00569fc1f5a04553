/**
 * The packages of the peers are in a folder of their own, which only the benchmark fills: those who never run it do not
 * download them, and versions that they share with the project do not have to agree.
 */
import { join } from 'node:path';
import { CommandError } from '../../../migrations-runner/command-line/command-error.ts';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';

const { isInstalled, runNpm } = await import(join(ROOT, 'migrations-runner/bootstrap/packages.mjs'));

export async function installPeers(): Promise<void> {
  const folder = import.meta.dirname;
  if (isInstalled(folder, true)) return;
  console.log('Installing the other servers into test/bench/peers/node_modules (npm ci): once, about 40 MB …');
  if ((await runNpm(folder, ['ci', '--ignore-scripts'])) !== 0) {
    throw new CommandError('The other servers could not be installed: see the messages of npm above.');
  }
}
