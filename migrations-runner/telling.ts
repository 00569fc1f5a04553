/** How a command that migrates talks to its person, and how it is stopped. */
import type { MigrationOptions } from './migration-run.ts';
import type { Report } from './progress.ts';
import { stopSignal } from './teardown.ts';

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
