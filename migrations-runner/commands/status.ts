import type { Command } from '../command-line/command.ts';
import { JSON_OPTION, printJson } from '../command-line/command.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl } from '../database/connection.ts';
import { explainFailure, type RunningMigration } from '../migrations/failed.ts';
import { isUpToDate, type MigrationStatus, readStatus } from '../migrations/status.ts';

export const status: Command = {
  name: 'status',
  summary: 'compare the database with the migrations; exit code 1 when they differ',
  options: JSON_OPTION,
  run: async ({ json }) => {
    const state = await withProgress('Reading the history of migrations', () => readStatus(databaseUrl()));
    const upToDate = isUpToDate(state);
    if (!upToDate) process.exitCode = 1;
    if (json) printJson({ upToDate, ...state });
    else for (const line of upToDate ? ['The database is up to date.'] : describe(state)) console.log(line);
  },
};

function describe({ deploying, running, lost, failed, edited, pending, unknown }: MigrationStatus): string[] {
  const lines = [
    ...(lost ? [lost] : []),
    ...failed.map(explainFailure),
    ...edited.map(
      (name) =>
        `The migration ${name} was edited after it was applied: restore its file and add a new migration instead.`,
    ),
    ...unknown.map(
      (name) =>
        `The migration ${name} is in the database, but not in prisma/migrations: check out the code that has it.`,
    ),
    ...pending.map((name) => `Pending: ${name}`),
  ];
  if (running) return [describeRunning(running, deploying), ...lines];
  if (deploying) return ['A runner is migrating this database at this moment.', ...lines];
  if (pending.length > 0 && failed.length === 0) lines.push(`Apply what is pending: ${PROGRAM} deploy`);
  return lines;
}

function describeRunning({ name, pid, seconds }: RunningMigration, deploying: boolean): string {
  const who = `server process ${pid}, for ${seconds} s`;
  if (deploying) return `A runner is migrating this database at this moment: ${name} (${who}).`;
  return `The runner of the migration ${name} is gone, and its script is still at work (${who}): it ends by itself when the server notices, or at once by SELECT pg_cancel_backend(${pid}).`;
}
