/** `npm test`: creates a migrated and seeded database, then runs vitest with the arguments. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../command-line/command-error.ts';
import { ROOT } from '../command-line/paths.ts';
import { createTeardown, stopSignal, type Teardown } from '../command-line/teardown.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { isMarked } from '../database/development-mark.ts';
import { deployMigrations } from '../migrations/migrate.ts';
import { generatePassword, giveWorkerLogin } from '../roles/worker-login.ts';
import { DEMO_SERVICE } from '../seed/demo-data.ts';
import { seedDatabase } from '../seed/index.ts';
import { copyTestDatabase, openTestDatabase } from '../testing/database.ts';
import { summarise } from '../testing/result.ts';

/** The environment variables of the tests. */
async function prepareEnvironment(teardown: Teardown): Promise<Record<string, string>> {
  const url = await openTestDatabase(teardown, await serverForTests());
  const encryptionKey = randomBytes(32).toString('base64');
  await deployMigrations(url);
  const migrated = await copyTestDatabase(url, 'migrated', teardown);
  const { demo } = await seedDatabase(url, { encryptionKey, development: true });
  return {
    TEST_DATABASE_URL: url,
    TEST_MIGRATED_DATABASE: migrated,
    TEST_TEMPLATE_DATABASE: await copyTestDatabase(url, 'seeded', teardown),
    TEST_WORKER_DATABASE_URL: await giveWorkerLogin(url, generatePassword()),
    TEST_SECRET_ENCRYPTION_KEY: encryptionKey,
    TEST_DEMO_SERVICE_SECRET: demo?.[DEMO_SERVICE]?.newSecret ?? '',
  };
}

/**
 * Tests create and drop databases and logins, so they use DATABASE_URL only if its database is marked as development.
 */
async function serverForTests(): Promise<string | null> {
  if (!process.env.DATABASE_URL) return null;
  const url = databaseUrl();
  // A database that cannot be reached is not used either.
  if (await withClient(url, isMarked).catch(() => false)) return url;
  console.error(
    'DATABASE_URL names no database that is marked as development: the tests leave its server alone and use a PostgreSQL of their own.',
  );
  return null;
}

/** Removes variables that name a deployment. */
function withoutDeployment(): NodeJS.ProcessEnv {
  const { DATABASE_URL, WORKER_DATABASE_PASSWORD, ...environment } = process.env;
  return environment;
}

async function runVitest(
  environment: Record<string, string>,
  reportFile: string,
  signal: AbortSignal,
): Promise<number> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...withoutDeployment(), ...environment },
    stdio: 'inherit',
  });
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

const signal = stopSignal();
const teardown = createTeardown();
let summary = '0 passed, 1 failed';
process.exitCode = 1;
try {
  const reportFolder = await mkdtemp(join(tmpdir(), 'cerberus-report-'));
  teardown.add(() => rm(reportFolder, { recursive: true, force: true }));
  const environment = await prepareEnvironment(teardown);
  signal.throwIfAborted();
  const reportFile = join(reportFolder, 'vitest.json');
  process.exitCode = await runVitest(environment, reportFile, signal);
  summary = await summarise(reportFile, process.exitCode);
} catch (error) {
  if (!signal.aborted) console.error(error instanceof CommandError ? error.message : error);
} finally {
  await teardown.run();
}
console.log(summary);
// Timers of the schema engine would keep the process running for some seconds.
process.exit();
