/** Applying and recording migrations, for the commands, the development server and the tests. */
import type { DiagnoseMigrationHistoryOutput, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { CommandError } from '../command-line/command-error.ts';
import { withClient } from '../database/connection.ts';
import { requireMigrationRights } from '../roles/rights.ts';
import { NO_FILTER, withSchemaEngine } from '../schema/engine.ts';
import { engineError } from '../schema/engine-error.ts';
import { readMigrations } from '../schema/migration-files.ts';
import { isApplied, recordRollbacks } from './attempt.ts';
import { withDeployLock } from './deploy-lock.ts';
import { explainFailure, readFailures } from './failed.ts';
import { type MigrationOptions, scriptRunner } from './run.ts';

/** Applies pending migrations and returns their names. Several runners may call it at once. */
export async function deployMigrations(url: string, options: MigrationOptions = {}): Promise<string[]> {
  return withDeployLock(url, () => applyPending(url, options), options);
}

/** To be called with the deploy lock. */
async function applyPending(url: string, options: MigrationOptions): Promise<string[]> {
  const migrationsList = await readMigrations();
  for (const name of await withClient(url, recordRollbacks)) {
    options.onNotice?.(`A runner died at ${name}: nothing of it was committed, so it runs again.`);
  }
  const runner = scriptRunner(url, options);
  const apply = async (engine: SchemaEngine) => {
    const diagnosis = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTER,
    });
    await refuseFailed(url, migrationsList);
    refuseEdited(diagnosis);
    if (diagnosis.history !== null) {
      await withClient(url, (client) => requireMigrationRights(client, !diagnosis.hasMigrationsTable));
    }
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
      return appliedMigrationNames;
    } catch (error) {
      if (runner.stopped) throw runner.stopped;
      await refuseFailed(url, migrationsList);
      throw engineError(error);
    }
  };
  return withSchemaEngine(url, apply, runner.run);
}

/** @throws CommandError that says what failed, what it left behind, and how to continue */
async function refuseFailed(url: string, migrationsList: MigrationList): Promise<void> {
  const failures = await withClient(url, (client) => readFailures(client, migrationsList));
  if (failures.length > 0) throw new CommandError(failures.map(explainFailure).join(' '));
}

function refuseEdited({ editedMigrationNames }: DiagnoseMigrationHistoryOutput): void {
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

/** Records a migration as applied without running it. */
export async function markApplied(url: string, migrationName: string, onWait?: () => void): Promise<void> {
  const migrationsList = await readMigrations();
  await underLock(url, (engine) => engine.markMigrationApplied({ migrationName, migrationsList }), onWait);
}

/** Records a failed migration as rolled back, so that it runs again. */
export async function markRolledBack(url: string, migrationName: string, onWait?: () => void): Promise<void> {
  const { hasMigrationsTable } = await diagnoseMigrations(url);
  if (!hasMigrationsTable) throw new CommandError('No migration has ever run on this database.');
  const mark = async (engine: SchemaEngine) => {
    // The engine accepts any failed attempt, even one that was followed by a success.
    if (await withClient(url, (client) => isApplied(client, migrationName))) {
      throw new CommandError(
        `The migration ${migrationName} is applied: what failed before was followed by a success, so there is nothing to roll back.`,
      );
    }
    await engine.markMigrationRolledBack({ migrationName });
  };
  await underLock(url, mark, onWait);
}

/** Drops everything in the database and applies all migrations again. */
export async function resetDatabase(url: string, options: MigrationOptions = {}): Promise<string[]> {
  const rebuild = async () => {
    await withSchemaEngine(url, (engine) => engine.reset({ filter: NO_FILTER }));
    return applyPending(url, options);
  };
  return withDeployLock(url, rebuild, options);
}

function underLock<T>(url: string, work: (engine: SchemaEngine) => Promise<T>, onWait?: () => void): Promise<T> {
  return withDeployLock(url, () => withSchemaEngine(url, work), { onWait });
}
