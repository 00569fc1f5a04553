import type { Command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { databaseUrl } from '../connection.ts';
import { createMigration, deployMigrations } from '../migrate.ts';

export const dev: Command = {
  name: 'dev',
  summary: 'write a migration from the schema (against a shadow database) and apply it',
  options: {
    name: { type: 'string', meaning: 'what the migration does, in snake_case' },
    draft: { type: 'boolean', meaning: 'only write it, even empty, to be completed by hand' },
  },
  run: async ({ name, draft }) => {
    if (typeof name !== 'string' || !/^[a-z0-9_]+$/.test(name)) {
      throw new CommandError('Give the migration a name in snake_case: dev --name add_teams.');
    }
    const url = databaseUrl();
    const created = await createMigration(url, name, draft === true);
    if (!created) {
      console.log('The schema and the migrations agree; nothing to write.');
      return;
    }
    for (const warning of created.warnings) console.log(`Warning: ${warning}`);
    console.log(`Wrote prisma/migrations/${created.name}/migration.sql`);
    if (draft === true) return;
    for (const applied of await deployMigrations(url)) console.log(`Applied ${applied}`);
  },
};
