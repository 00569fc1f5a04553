import type { Command } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { confirm } from '../command-line/confirm.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { isMarked } from '../database/development-mark.ts';
import { isDevelopment, isProduction } from '../database/environment.ts';
import { checkEncryptionKey } from '../keys/sealing.ts';
import { consoleOptions } from '../migrations/console-options.ts';
import { resetDatabase } from '../migrations/migrate.ts';
import { seedDatabase } from '../seed/index.ts';

export const reset: Command = {
  name: 'reset',
  summary: 'drop everything in the database and apply all migrations anew',
  options: {
    force: { type: 'boolean', meaning: 'do not ask, and do it outside of development too' },
    seed: {
      type: 'boolean',
      meaning: 'seed afterwards; the demo organisation only where the database is marked as development',
    },
  },
  run: async ({ force, seed }) => {
    const url = databaseUrl();
    const encryptionKey = process.env.SECRET_ENCRYPTION_KEY;
    // Checked before anything is dropped.
    if (seed) checkEncryptionKey(encryptionKey);
    if (!force) await askFirst(url);
    const applied = await withProgress('Rebuilding the database', (report) =>
      resetDatabase(url, consoleOptions(report)),
    );
    for (const name of applied) console.log(`Applied ${name}`);
    if (!seed) return;
    const development = !isProduction() && (await withClient(url, isMarked));
    await seedDatabase(url, { encryptionKey, development });
    console.log('Seeded.');
  },
};

async function askFirst(url: string): Promise<void> {
  const marked = !isProduction() && (await withClient(url, isMarked));
  if (!marked && !isDevelopment()) {
    throw new CommandError(
      'reset deletes all data: set ENVIRONMENT=development, or add --force if you mean this database.',
    );
  }
  const { host, pathname } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  await confirm(`Everything in the database "${database}" at ${host} will be deleted.`, database);
}
