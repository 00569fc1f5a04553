/** Options for commands that migrate: they print to the console, and a signal stops them. */

import type { Report } from '../command-line/progress.ts';
import { stopSignal } from '../command-line/teardown.ts';
import type { MigrationOptions } from './run.ts';

/** To be called once per command, since it handles the signals of the process. */
export function consoleOptions(report: Report): MigrationOptions {
  let count = 0;
  return {
    onWait: () => console.log('Another runner is migrating this database; waiting for it.'),
    onMigration: (name) => report(`${name}, number ${++count}`),
    onNotice: (sentence) => console.log(sentence),
    signal: stopSignal(),
  };
}
