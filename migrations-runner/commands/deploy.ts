import type { Command } from '../command.ts';
import { databaseUrl } from '../connection.ts';
import { deployMigrations } from '../migrate.ts';
import { withProgress } from '../progress.ts';

export const deploy: Command = {
  name: 'deploy',
  summary: 'apply the pending migrations; a second runner waits for the first',
  options: {},
  run: async () => {
    const announceWait = () => console.log('Another runner is migrating this database; waiting for it.');
    const applied = await withProgress('Applying migrations', () => deployMigrations(databaseUrl(), announceWait));
    if (applied.length === 0) console.log('The database is up to date.');
    for (const name of applied) console.log(`Applied ${name}`);
  },
};
