/** Plans the next migration. */
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { NO_FILTER, withSchemaEngine } from '../schema/engine.ts';
import { readMigrations, readSchema } from '../schema/migration-files.ts';

export interface NewMigration {
  name: string;
  script: string;
  warnings: string[];
}

/**
 * Creates a migration from the difference between the migrations and the schema, without writing it.
 * @param draft creates one even if there is no difference, to be completed by hand
 * @returns null when there is nothing to migrate
 */
export async function planMigration(url: string, title: string, draft: boolean): Promise<NewMigration | null> {
  const migrationsList = await readMigrations();
  const schema = await readSchema();
  return withSchemaEngine(url, async (engine) => {
    const { action } = await engine.devDiagnostic({ migrationsList, filters: NO_FILTER });
    if (action.tag === 'reset') {
      throw new CommandError(
        `The database has departed from the migrations: ${oneLine(action.reason)} Bring it back by hand, or start anew with ${PROGRAM} reset.`,
      );
    }
    const loss = await engine.evaluateDataLoss({ migrationsList, schema, filters: NO_FILTER });
    if (loss.unexecutableSteps.length > 0 && !draft) {
      const reasons = loss.unexecutableSteps.map(({ message }) => oneLine(message)).join(' ');
      throw new CommandError(`The migration cannot run on the data that is there: ${reasons}`);
    }
    const created = await engine.createMigration({
      migrationName: title,
      draft,
      migrationsList,
      schema,
      filters: NO_FILTER,
    });
    if (created.migrationScript === null) return null;
    return {
      name: created.generatedMigrationName,
      script: created.migrationScript,
      warnings: loss.warnings.map(({ message }) => message),
    };
  });
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
