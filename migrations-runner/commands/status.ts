import type { DiagnoseMigrationHistoryOutput } from '@prisma/schema-engine-wasm';
import type { Command } from '../command.ts';
import { databaseUrl } from '../connection.ts';
import { diagnoseMigrations } from '../migrate.ts';

export const status: Command = {
  name: 'status',
  summary: 'compare the database with the migrations; exit code 1 when they differ',
  options: {},
  run: async () => {
    const findings = describe(await diagnoseMigrations(databaseUrl()));
    if (findings.length === 0) {
      console.log('The database is up to date.');
      return;
    }
    for (const finding of findings) console.log(finding);
    process.exitCode = 1;
  },
};

function describe({ history, failedMigrationNames, editedMigrationNames }: DiagnoseMigrationHistoryOutput): string[] {
  const findings = [
    ...failedMigrationNames.map((name) => `Failed:  ${name}`),
    ...editedMigrationNames.map((name) => `Edited after it was applied:  ${name}`),
  ];
  if (history && 'unappliedMigrationNames' in history) {
    findings.push(...history.unappliedMigrationNames.map((name) => `Pending: ${name}`));
  }
  if (history && 'unpersistedMigrationNames' in history) {
    findings.push(...history.unpersistedMigrationNames.map((name) => `Applied, but not in prisma/migrations: ${name}`));
  }
  return findings;
}
