/** What is known of a migration that did not finish, and the way out. */
import type { MigrationList } from '@prisma/schema-engine-wasm';
import type { Client } from 'pg';
import { reasonIn } from './engine-error.ts';
import { PROGRAM } from './paths.ts';

export interface FailedMigration {
  name: string;
  /** The database's own words; null when the runner died before it could write them down. */
  reason: string | null;
  /** One sentence: what is left of it in the database. */
  state: string;
  /** One sentence: what to do. */
  recipe: string;
}

export async function readFailures(
  client: Client,
  { migrationDirectories }: MigrationList,
): Promise<FailedMigration[]> {
  const history = await client.query(`SELECT to_regclass('_prisma_migrations') AS oid`);
  if (history.rows[0].oid === null) return [];
  const { rows } = await client.query<{ name: string; logs: string | null }>(
    `SELECT migration_name AS name, logs FROM _prisma_migrations
     WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows.map(({ name, logs }) => {
    const file = migrationDirectories.find(({ path }) => path === name)?.migrationFile.content;
    const reason = logs ? reasonIn(logs) : null;
    return { name, reason, ...outcome(name, file?.tag === 'ok' ? file.value : null, reason === null) };
  });
}

export function explainFailure({ name, reason, state, recipe }: FailedMigration): string {
  return `The migration ${name} ${reason ? `failed: ${reason}` : 'was cut short'}. ${state} ${recipe}`;
}

/** PostgreSQL runs a script as one transaction unless the script says otherwise. */
function outcome(name: string, script: string | null, cutShort: boolean): Pick<FailedMigration, 'state' | 'recipe'> {
  const retry = `${PROGRAM} resolve --rolled-back ${name} && ${PROGRAM} deploy`;
  const accept = `${PROGRAM} resolve --applied ${name}`;
  const statements = script?.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, '') ?? null;
  if (statements === null || /\b(BEGIN|COMMIT|START\s+TRANSACTION)\s*;/i.test(statements)) {
    return {
      state: 'It may have committed a part of its work.',
      recipe: `Undo that part by hand, correct the file and run ${retry}; or finish it by hand and run ${accept}.`,
    };
  }
  if (/\bCONCURRENTLY\b/i.test(statements)) {
    return {
      state: 'It ran outside of a transaction and may have left an invalid index behind.',
      recipe: `Remove it (DROP INDEX CONCURRENTLY IF EXISTS …), mend the cause and run ${retry}.`,
    };
  }
  if (cutShort) {
    return {
      state: 'It ran as one transaction, so it is there whole or not at all.',
      recipe: `Look which (${PROGRAM} diff): if it is not there, run ${retry}; if it is, run ${accept}.`,
    };
  }
  return {
    state: 'It ran as one transaction, so nothing of it remains.',
    recipe: `Correct the file or the data it stumbled over and run ${retry}.`,
  };
}
