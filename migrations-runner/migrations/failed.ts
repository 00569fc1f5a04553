/** Describes a migration that did not finish, and how to continue. */
import type { MigrationList } from '@prisma/schema-engine-wasm';
import type { Client } from 'pg';
import { PROGRAM } from '../command-line/paths.ts';
import { reasonIn } from '../schema/engine-error.ts';
import { hasHistory, UNCOMMITTED } from './attempt.ts';
import { findScript } from './deploy-lock.ts';
import { kindOf } from './script.ts';

export interface FailedMigration {
  name: string;
  /** The database's error message; null when the runner died before it was recorded. */
  reason: string | null;
  /** One sentence: what it may have left in the database. */
  state: string;
  /** One sentence: what to do. */
  recipe: string;
}

/** A migration whose script is running. */
export interface RunningMigration {
  name: string;
  /** The id of the server process, for pg_cancel_backend. */
  pid: number;
  seconds: number;
}

interface Unfinished {
  name: string;
  logs: string | null;
  seconds: number;
}

/** The running migration, even if its runner has died. */
export async function readRunning(client: Client): Promise<RunningMigration | null> {
  const pid = await findScript(client);
  if (pid === null || !(await hasHistory(client))) return null;
  const last = (await readUnfinished(client)).at(-1);
  return last ? { name: last.name, pid, seconds: last.seconds } : null;
}

/** Migrations that did not finish, without the one that is running. */
export async function readFailures(
  client: Client,
  { migrationDirectories }: MigrationList,
): Promise<FailedMigration[]> {
  if (!(await hasHistory(client))) return [];
  const running = await readRunning(client);
  const rows = (await readUnfinished(client)).filter(({ name }) => name !== running?.name);
  return rows.map(({ name, logs }) => {
    const file = migrationDirectories.find(({ path }) => path === name)?.migrationFile.content;
    const script = file?.tag === 'ok' ? file.value : null;
    if (logs === UNCOMMITTED) return { name, reason: null, ...UNDONE };
    const reason = logs ? reasonIn(logs) : null;
    return { name, reason, ...outcome(name, script, reason) };
  });
}

async function readUnfinished(client: Client): Promise<Unfinished[]> {
  const { rows } = await client.query<Unfinished>(
    `SELECT migration_name AS name, logs, extract(epoch FROM now() - started_at)::int AS seconds
     FROM public._prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

export function explainFailure({ name, reason, state, recipe }: FailedMigration): string {
  return `The migration ${name} ${reason ? `failed: ${reason}` : 'was cut short'}. ${state} ${recipe}`;
}

/** For migrations without a recorded commit. */
const UNDONE = {
  state: 'It ran as one transaction that was not committed, so nothing of it remains.',
  recipe: `Run ${PROGRAM} deploy again.`,
} as const;

/** PostgreSQL runs a script as one transaction unless the script says otherwise. */
function outcome(
  name: string,
  script: string | null,
  reason: string | null,
): Pick<FailedMigration, 'state' | 'recipe'> {
  const retry = `${PROGRAM} resolve --rolled-back ${name} && ${PROGRAM} deploy`;
  const accept = `${PROGRAM} resolve --applied ${name}`;
  const kind = script === null ? 'own-transactions' : kindOf(script);
  if (kind === 'own-transactions') {
    return {
      state: 'It may have committed a part of its work.',
      recipe: `Undo that part by hand, correct the file and run ${retry}; or finish it by hand and run ${accept}.`,
    };
  }
  if (kind === 'concurrently') {
    return {
      state: 'It ran outside of a transaction and may have left an invalid index behind.',
      recipe: `Remove it (DROP INDEX CONCURRENTLY IF EXISTS …), mend the cause and run ${retry}.`,
    };
  }
  if (reason === null) {
    return {
      state: 'It ran as one transaction, so it is there whole or not at all.',
      recipe: `Look which (${PROGRAM} diff): if it is not there, run ${retry}; if it is, run ${accept}.`,
    };
  }
  if (/already exists/.test(reason)) {
    return {
      state:
        'This try ran as one transaction and left nothing, but something that it makes is there: made by hand, or by an earlier try.',
      recipe: `Look (${PROGRAM} diff): if all of it is there, run ${accept}; otherwise remove what is, or correct the file, and run ${retry}.`,
    };
  }
  return {
    state: 'It ran as one transaction, so nothing of it remains.',
    recipe: `Correct the file or the data it stumbled over and run ${retry}.`,
  };
}
