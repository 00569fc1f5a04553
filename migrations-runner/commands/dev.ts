import { type Command, textOf } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { databaseUrl } from '../connection.ts';
import { generateClient } from '../generate-client.ts';
import { deployMigrations } from '../migrate.ts';
import { createMigration } from '../new-migration.ts';
import { IS_OWN_PRISMA_FOLDER, PROGRAM } from '../paths.ts';
import { withProgress } from '../progress.ts';

export const dev: Command = {
  name: 'dev',
  summary: 'write a migration from the schema (against a shadow database), apply it, generate the client',
  options: {
    name: { type: 'string', value: 'title', meaning: 'what the migration does, in snake_case' },
    draft: { type: 'boolean', meaning: 'only write it, even empty, to be completed by hand' },
  },
  run: async (values) => {
    const name = textOf(values, 'name');
    if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
      throw new CommandError('Give the migration a name in snake_case: dev --name add_teams.');
    }
    const draft = values.draft === true;
    const url = databaseUrl();
    const created = await withProgress('Comparing schema and migrations', () => createMigration(url, name, draft));
    if (!created) {
      console.log('The schema and the migrations agree; nothing to write.');
      return;
    }
    for (const warning of created.warnings) console.log(`Warning: ${warning}`);
    console.log(`Wrote prisma/migrations/${created.name}/migration.sql`);
    console.log(`Before it goes anywhere: ${PROGRAM} lint ${created.name}`);
    if (draft) return;
    const applied = await withProgress('Applying migrations', () => deployMigrations(url));
    for (const migration of applied) console.log(`Applied ${migration}`);
    // The client in src belongs to the repository's own schema.
    if (IS_OWN_PRISMA_FOLDER) await generateClient();
  },
};
