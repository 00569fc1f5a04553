/** The real Worker in the real runtime, bundled as for a deployment, against the database of this test run. */
import { join } from 'node:path';
import { createTestHarness } from 'wrangler';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { bundleWorker } from './bundle.ts';

export interface Server {
  issuer: string;
  /** What the Worker has logged: warnings and errors. */
  complaints(): string[];
  stop(): Promise<void>;
}

/**
 * Everything it keeps is in memory, so any number of them can run side by side.
 * @param databaseUrl the Worker's login in another database than that of the run
 */
export async function startServer(
  variables: Record<string, string> = {},
  databaseUrl = required('TEST_WORKER_DATABASE_URL'),
): Promise<Server> {
  process.env.CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE = databaseUrl;
  const prebuiltWorkerDir = await bundleWorker();
  const secrets = { SECRET_ENCRYPTION_KEY: required('TEST_SECRET_ENCRYPTION_KEY') };
  const configure = (vars: Record<string, string>) => ({
    root: ROOT,
    workers: [{ configPath: join(ROOT, 'wrangler.toml'), prebuiltWorkerDir, vars, secrets }],
  });
  // How long a flight takes says how busy the machine is.
  const common = {
    ENVIRONMENT: 'development',
    // The one of wrangler.toml needs https.
    SESSION_COOKIE_NAME: 'cerb_sid',
    LOG_LEVEL: 'warn',
    DATABASE_SLOW_MS: '600000',
    ...variables,
  };
  const harness = createTestHarness(configure(common));
  const { url } = await harness.listen();
  // The port is known only now.
  const issuer = `http://localhost:${url.port}`;
  await harness.update(configure({ ...common, ISSUER_URL: issuer }));
  return {
    issuer,
    complaints: () => harness.getLogs().map(({ message }) => message),
    stop: () => harness.close(),
  };
}

export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test`);
  return value;
}
