import { type Command, type OptionValues, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { confirm, hasTerminal } from '../command-line/confirm.ts';
import { IS_OWN_PRISMA_FOLDER, PROGRAM } from '../command-line/paths.ts';
import { withProgress } from '../command-line/progress.ts';
import { requireDevelopment } from '../database/development-mark.ts';
import { withDatabase } from '../development/database.ts';
import { consoleOptions } from '../migrations/console-options.ts';
import { findLosses } from '../migrations/data-loss.ts';
import { deployMigrations } from '../migrations/migrate.ts';
import { planMigration } from '../migrations/new.ts';
import { readStatus } from '../migrations/status.ts';
import { requireShadowRights } from '../roles/rights.ts';
import { generateClient } from '../schema/generate-client.ts';
import { readMigrations, writeMigration } from '../schema/migration-files.ts';

export const dev: Command = {
  name: 'dev',
  summary: 'write a migration from the schema (against a shadow database), apply it, generate the client',
  options: {
    name: { type: 'string', value: 'title', meaning: 'what the migration does, in snake_case' },
    adopt: { type: 'boolean', meaning: 'mark the database as development without asking' },
    'accept-data-loss': { type: 'boolean', meaning: 'do not ask before something is dropped, renamed or converted' },
    draft: { type: 'boolean', meaning: 'only write it, even empty, to be completed by hand' },
  },
  run: async (values) => {
    const name = textOf(values, 'name');
    if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
      throw new CommandError('Give the migration a name in snake_case: dev --name add_teams.');
    }
    await withDatabase((url) => writeAndApply(url, name, values));
  },
};

async function writeAndApply(url: string, name: string, values: OptionValues): Promise<void> {
  const draft = values.draft === true;
  await requireShadowRights(url);
  const review = values['accept-data-loss'] === true ? async () => {} : askAboutLosses;
  if (draft) {
    await refusePending(url);
  } else {
    const action = 'a migration that is still being written';
    await requireDevelopment(url, { action, flag: '--adopt', adopt: values.adopt === true });
    // Pending migrations first, as Prisma does: the new migration is the difference to an up-to-date database.
    await review(url, await findPendingLosses(url));
    if ((await readStatus(url)).pending.length > 0) await apply(url);
  }
  const created = await withProgress('Comparing schema and migrations', () => planMigration(url, name, draft));
  if (!created) {
    console.log('The schema and the migrations agree; nothing to write.');
    return;
  }
  for (const warning of created.warnings) console.log(`Warning: ${warning}`);
  // Before anything is written, so that a refusal changes nothing.
  if (!draft) await review(url, findLosses(created.script));
  await writeMigration(created.name, created.script);
  console.log(`Wrote prisma/migrations/${created.name}/migration.sql`);
  console.log(`Before it goes anywhere: ${PROGRAM} lint ${created.name}`);
  if (draft) return;
  await apply(url);
  // The client in src is generated from the repository's own schema only.
  if (IS_OWN_PRISMA_FOLDER) await generateClient();
}

/** The schema engine fails on a draft while another migration is pending. */
async function refusePending(url: string): Promise<void> {
  const { pending } = await readStatus(url);
  if (pending.length === 0) return;
  throw new CommandError(
    `A draft is compared with the migrations that are applied, and these are not: ${pending.join(', ')}. Apply them first (dev or deploy).`,
  );
}

async function apply(url: string): Promise<void> {
  const applied = await withProgress('Applying migrations', (report) => deployMigrations(url, consoleOptions(report)));
  for (const migration of applied) console.log(`Applied ${migration}`);
}

async function askAboutLosses(url: string, losses: readonly string[]): Promise<void> {
  if (losses.length === 0) return;
  const what = `This drops, renames or converts what is in the database: ${losses.join('; ')}`;
  if (!hasTerminal()) {
    throw new CommandError(
      `${what}. Nothing of it was written or applied: complete it by hand (dev --draft; RENAME keeps what DROP and ADD lose), or add --accept-data-loss.`,
    );
  }
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  await confirm(`${what}.`, database);
}

async function findPendingLosses(url: string): Promise<string[]> {
  const { pending } = await readStatus(url);
  const { migrationDirectories } = await readMigrations();
  // On an empty database there is nothing to lose.
  if (pending.length === migrationDirectories.length) return [];
  return migrationDirectories
    .filter(({ path }) => pending.includes(path))
    .flatMap(({ migrationFile: { content } }) => (content.tag === 'ok' ? findLosses(content.value) : []));
}
