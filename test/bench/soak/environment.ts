/** A database of its own and the bundled Worker before it, for as long as a test file runs. */
import { randomBytes } from 'node:crypto';
import { urlOfDatabase, withClient } from '../../../migrations-runner/database/connection.ts';
import { deployMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { seedDatabase } from '../../../migrations-runner/seed/index.ts';
import { column, ownerUrl, workerUrl } from '../../migrations-runner/support/scratch.ts';
import { type Bundle, bundleWorker } from '../bundle.ts';
import { startWorkerd, type Workerd } from '../workerd.ts';
import type { Caller } from './load.ts';

export interface BenchOptions {
  /** The Worker's entry: a path within the repository. */
  entry?: string;
  variables?: Readonly<Record<string, string>>;
}

export interface BenchEnvironment {
  /** The database, as its owner. */
  url: string;
  encryptionKey: string;
  /** The database, as the Worker's login. */
  workerUrl: string;
  /** A fresh isolate in a process of its own. @param databaseUrl another way to the database, e.g. a slow one */
  startWorker(databaseUrl?: string): Promise<Workerd>;
  /** Organisations, each with a signed-in person. */
  createCallers(worker: Workerd, count: number): Promise<Caller[]>;
  /** How many connections the Worker's role holds. */
  countConnections(): Promise<number>;
  /** How many of the rows are left that every scenario removes, or rolls back. */
  countLeftovers(): Promise<number>;
  remove(): Promise<void>;
}

export async function prepareEnvironment(options: BenchOptions = {}): Promise<BenchEnvironment> {
  const name = `cerberus_soak_${randomBytes(6).toString('hex')}`;
  const url = urlOfDatabase(ownerUrl(), name);
  const encryptionKey = randomBytes(32).toString('base64');
  await withClient(ownerUrl(), (client) => client.query(`CREATE DATABASE ${name}`));
  await deployMigrations(url);
  await seedDatabase(url, { encryptionKey, development: false });
  const bundle = await bundleWorker(options.entry ?? 'test/bench/soak/worker.ts');
  const variables = {
    ENVIRONMENT: 'test',
    ONBOARDING: 'open',
    ISSUER_URL: 'http://localhost:4000',
    SECRET_ENCRYPTION_KEY: encryptionKey,
    LOG_LEVEL: 'silent',
    ...options.variables,
  };
  const ownWorkerUrl = urlOfDatabase(workerUrl(), name);
  const count = async (sql: string, ...parameters: string[]) =>
    (await column<number>(url, `SELECT count(*)::int ${sql}`, parameters))[0] ?? Number.NaN;
  return {
    url,
    encryptionKey,
    workerUrl: ownWorkerUrl,
    startWorker: (databaseUrl = ownWorkerUrl) => startWorkerd({ bundle, databaseUrl, variables }),
    createCallers: (worker, count) => Promise.all(Array.from({ length: count }, () => createCaller(worker))),
    countConnections: () =>
      count(`FROM pg_stat_activity WHERE datname = $1 AND starts_with(usename, 'cerberus_worker')`, name),
    countLeftovers: () => count(`FROM roles WHERE slug LIKE 'soak-%'`),
    remove: () => remove(bundle, name),
  };
}

async function remove(bundle: Bundle, name: string): Promise<void> {
  await bundle.remove();
  await withClient(ownerUrl(), (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
}

async function createCaller({ url }: Workerd): Promise<Caller> {
  const unique = randomBytes(6).toString('hex');
  const response = await fetch(`${url}/v1/auth/onboard`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      organisationName: `Organisation ${unique}`,
      email: `owner-${unique}@example.com`,
      firstName: 'Ada',
      lastName: 'Owner',
      password: 'Correct-Horse-7',
    }),
  });
  if (response.status !== 201) throw new Error(`No organisation: ${response.status} ${await response.text()}`);
  const { organisation } = (await response.json()) as { organisation: { id: string } };
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return { organisationId: organisation.id, cookies: cookies.join('; ') };
}
