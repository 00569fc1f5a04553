import { type Command, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { consoleOptions } from '../migrations/console-options.ts';
import { deployMigrations } from '../migrations/migrate.ts';
import { renewSubscriptions } from '../seed/subscriptions.ts';

export const deploy: Command = {
  name: 'deploy',
  summary: 'apply the pending migrations; a second runner waits for the first',
  options: {
    wait: { type: 'string', value: 'seconds', meaning: 'how long to try for a lock that others hold; default: 600' },
  },
  run: async (values) => {
    const retryTimeout = parseWait(textOf(values, 'wait'));
    const url = databaseUrl();
    const applied = await withProgress('Applying migrations', (report) =>
      deployMigrations(url, { ...consoleOptions(report), ...(retryTimeout === undefined ? {} : { retryTimeout }) }),
    );
    if (applied.length === 0) console.log('The database is up to date.');
    for (const name of applied) console.log(`Applied ${name}`);
    const { webhooks, streams } = await withClient(url, renewSubscriptions);
    if (webhooks + streams > 0) {
      console.log(`Events of this release were added for ${webhooks} webhooks and ${streams} event streams.`);
    }
  },
};

function parseWait(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 0) throw new CommandError('--wait takes a number of seconds.');
  return seconds * 1000;
}
