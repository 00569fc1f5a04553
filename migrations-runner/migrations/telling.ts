/** How a command that migrates talks to its person, and how it is stopped. */

import type { Report } from '../command-line/progress.ts';
import { stopSignal } from '../command-line/teardown.ts';
import type { MigrationOptions } from './run.ts';

/** To be asked for once a command: it takes the signals of the process for itself. */
export function telling(report: Report): MigrationOptions {
  let count = 0;
  return {
    onWait: () => console.log('Another runner is migrating this database; waiting for it.'),
    onMigration: (name) => report(`${name}, number ${++count}`),
    onNotice: (sentence) => console.log(sentence),
    signal: stopSignal(),
  };
}
