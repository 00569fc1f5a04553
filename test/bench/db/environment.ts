/** PostgreSQL with people in it, PgBouncer before it, and the Worker with all variants. */

import type { Teardown } from '../../../migrations-runner/command-line/teardown.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { deployMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { generatePassword, giveWorkerLogin } from '../../../migrations-runner/roles/worker-login.ts';
import { openTestDatabase } from '../../../migrations-runner/testing/database.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { type Bundle, bundleWorker } from '../bundle.ts';
import { findPgBouncer, keepsStatements, startPgBouncer } from '../pgbouncer.ts';
import { startWorkerd, type Workerd } from '../workerd.ts';

const PEOPLE = 1_000;

export interface BenchEnvironment {
  bundle: Bundle;
  databases: Databases;
  organisationId: string;
  people: string[];
  postgresVersion: string;
  /** Whether the pooler keeps prepared statements. */
  keepsStatements: boolean;
}

interface Databases {
  /** A role that row-level security does not bind. */
  owner: string;
  worker: string;
}

export async function prepareEnvironment(teardown: Teardown): Promise<BenchEnvironment> {
  const pgBouncer = findPgBouncer();
  const url = await openTestDatabase(teardown);
  await deployMigrations(url);
  const workerUrl = await giveWorkerLogin(url, generatePassword());
  const [owner = '', worker = ''] = await startPgBouncer(pgBouncer, [url, workerUrl], teardown);
  const bundle = await bundleWorker('test/bench/db/worker.ts');
  teardown.add(bundle.remove);
  return {
    bundle,
    databases: { owner, worker },
    keepsStatements: keepsStatements(pgBouncer),
    ...(await populate(url)),
  };
}

export function startWorker({ bundle, organisationId }: BenchEnvironment, databases: Databases): Promise<Workerd> {
  const variables = {
    OWNER_DATABASE_URL: databases.owner,
    WORKER_DATABASE_URL: databases.worker,
    ORGANISATION_ID: organisationId,
  };
  return startWorkerd({ bundle, databaseUrl: databases.worker, variables });
}

async function populate(url: string) {
  const organisationId = uuidv7();
  const people = Array.from({ length: PEOPLE }, () => uuidv7());
  const postgresVersion = await withClient(url, async (client) => {
    await client.query(
      `INSERT INTO organisations (id, name, slug, email) VALUES ($1, 'Measured', 'measured', 'owner@example.com')`,
      [organisationId],
    );
    await client.query(
      `INSERT INTO users (id, organisation_id, first_name, last_name, name, email)
       SELECT id, $1, 'Ada', 'Number ' || n, 'Ada Number ' || n, 'ada-' || n || '@example.com'
       FROM unnest($2::uuid[]) WITH ORDINALITY AS person (id, n)`,
      [organisationId, people],
    );
    await client.query('ANALYZE');
    return (await client.query('SHOW server_version')).rows[0].server_version as string;
  });
  return { organisationId, people, postgresVersion };
}
