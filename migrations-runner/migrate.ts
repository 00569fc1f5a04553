/** What the commands, the development server and the tests do with migrations. */
import type { DiagnoseMigrationHistoryOutput } from '@prisma/schema-engine-wasm';
import { CommandError } from './command-error.ts';
import { withDeployLock } from './deploy-lock.ts';
import { readMigrations, readSchema, writeMigration } from './migration-files.ts';
import { NO_FILTER, withSchemaEngine } from './schema-engine.ts';

/** Applies what is pending and answers the names; safe to call from several runners at once. */
export async function deployMigrations(url: string, onWait?: () => void): Promise<string[]> {
  const migrationsList = await readMigrations();
  const apply = () =>
    withSchemaEngine(url, async (engine) => {
      const diagnosis = await engine.diagnoseMigrationHistory({
        migrationsList,
        optInToShadowDatabase: false,
        filters: NO_FILTER,
      });
      refuseUnsafeHistory(diagnosis);
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
      return appliedMigrationNames;
    });
  return withDeployLock(url, apply, onWait);
}

function refuseUnsafeHistory({ failedMigrationNames, editedMigrationNames }: DiagnoseMigrationHistoryOutput): void {
  if (failedMigrationNames.length > 0) {
    throw new CommandError(
      `The migration ${failedMigrationNames.join(', ')} failed earlier: repair the database, then mark it with prisma migrate resolve.`,
    );
  }
  if (editedMigrationNames.length > 0) {
    throw new CommandError(
      `The migration ${editedMigrationNames.join(', ')} was edited after it was applied: restore its file and add a new migration instead.`,
    );
  }
}

export async function diagnoseMigrations(url: string): Promise<DiagnoseMigrationHistoryOutput> {
  const migrationsList = await readMigrations();
  return withSchemaEngine(url, (engine) =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: NO_FILTER }),
  );
}

/** The SQL that would bring the database of the migrations to the schema; empty when they agree. */
export async function differenceToSchema(url: string): Promise<string> {
  const migrations = await readMigrations();
  const schema = await readSchema();
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...migrations },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    }),
  );
  return stdout ?? '';
}

export interface NewMigration {
  name: string;
  warnings: string[];
}

/**
 * Writes a migration from the difference between the migrations and the schema.
 * @param draft writes an (even empty) migration, to be completed by hand
 * @returns null when there is nothing to migrate
 */
export async function createMigration(url: string, title: string, draft: boolean): Promise<NewMigration | null> {
  const migrationsList = await readMigrations();
  const schema = await readSchema();
  return withSchemaEngine(url, async (engine) => {
    const { action } = await engine.devDiagnostic({ migrationsList, filters: NO_FILTER });
    if (action.tag === 'reset') {
      throw new CommandError(`The database has departed from the migrations: ${oneLine(action.reason)}`);
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
    await writeMigration(created.generatedMigrationName, created.migrationScript);
    return { name: created.generatedMigrationName, warnings: loss.warnings.map(({ message }) => message) };
  });
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
