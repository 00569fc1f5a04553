/** Compares the database with the migrations on disk. */
import type { HistoryDiagnostic } from '@prisma/schema-engine-wasm';
import { withClient } from '../database/connection.ts';
import { describeLostRights } from '../roles/lost-rights.ts';
import { readMigrations } from '../schema/migration-files.ts';
import { isDeploying } from './deploy-lock.ts';
import { type FailedMigration, type RunningMigration, readFailures, readRunning } from './failed.ts';
import { diagnoseMigrations } from './migrate.ts';

export interface MigrationStatus {
  /** A runner is migrating the database, so the rest may change in a moment. */
  deploying: boolean;
  /** The running migration, even if its runner has died. */
  running: RunningMigration | null;
  /** One sentence when a restore lost policies or grants, which the history does not show. */
  lost: string | null;
  failed: FailedMigration[];
  /** Migrations whose file was changed after they were applied. */
  edited: string[];
  pending: string[];
  /** Applied, but not on disk. */
  unknown: string[];
}

export async function readStatus(url: string): Promise<MigrationStatus> {
  const { history, editedMigrationNames } = await diagnoseMigrations(url);
  const migrations = await readMigrations();
  return withClient(url, async (client) => ({
    deploying: await isDeploying(client),
    running: await readRunning(client),
    lost: await describeLostRights(client),
    failed: await readFailures(client, migrations),
    edited: editedMigrationNames,
    ...namesIn(history),
  }));
}

export function isUpToDate({ running, lost, failed, edited, pending, unknown }: MigrationStatus): boolean {
  return running === null && lost === null && [failed, edited, pending, unknown].every((list) => list.length === 0);
}

function namesIn(history: HistoryDiagnostic | null): Pick<MigrationStatus, 'pending' | 'unknown'> {
  return {
    pending: history && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : [],
    unknown: history && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : [],
  };
}
