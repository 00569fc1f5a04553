/** Checks that the database has the schema that this code expects. */
import type { Client } from 'pg';
import { PROGRAM } from '../command-line/paths.ts';
import { hasHistory } from '../migrations/attempt.ts';
import { differenceOfDatabase } from '../migrations/difference.ts';
import { explainFailure } from '../migrations/failed.ts';
import { isUpToDate, readStatus } from '../migrations/status.ts';
import { missingGrants } from '../roles/rights.ts';
import type { Check, Finding } from './check.ts';

const history: Check = {
  name: 'migrations',
  run: async ({ url, client }) => {
    const { failed, pending, edited, unknown } = await readStatus(url);
    const findings: Finding[] = failed.map((failure) => ({
      level: 'error',
      what: explainFailure(failure),
      why: 'No further migration runs until this one is resolved.',
      mend: `${PROGRAM} resolve --rolled-back ${failure.name}`,
    }));
    if (pending.length > 0) {
      findings.push({
        level: 'error',
        what: `Pending: ${pending.join(', ')}.`,
        why: 'The code expects tables and columns that are not there.',
        mend: await mendPending(client),
      });
    }
    for (const name of edited) {
      findings.push({
        level: 'warning',
        what: `The migration ${name} was edited after it was applied.`,
        why: 'New databases get another schema than this one, and deploy refuses.',
        mend: `git checkout the file as it was applied, and put the change into a new migration (${PROGRAM} dev).`,
      });
    }
    for (const name of unknown) {
      findings.push({
        level: 'warning',
        what: `The migration ${name} is in the database, but not in prisma/migrations.`,
        why: 'This code is older than the database, or a migration was deleted.',
        mend: 'Check out the release that was deployed last.',
      });
    }
    return findings;
  },
};

async function mendPending(client: Client): Promise<string> {
  const grants = await missingGrants(client, !(await hasHistory(client)));
  return grants.length === 0 ? `${PROGRAM} deploy` : `As a superuser: ${grants.join('; ')}; then ${PROGRAM} deploy`;
}

const drift: Check = {
  name: 'drift',
  run: async ({ url }) => {
    // Pending migrations would appear as a difference.
    if (!isUpToDate(await readStatus(url))) return [];
    const { summary } = await differenceOfDatabase(url);
    if (summary === '') return [];
    return [
      {
        level: 'error',
        what: `The database is not what the schema says: ${summary.replaceAll(/\s*\n\s*/g, ' ')}`,
        why: 'Somebody changed it beside the migrations; queries may fail, and the next migration may not apply.',
        mend: `${PROGRAM} diff --script shows the SQL that brings it back: ${PROGRAM} diff --script | psql "$DATABASE_URL"`,
      },
    ];
  },
};

export const MIGRATION_CHECKS: readonly Check[] = [history, drift];
