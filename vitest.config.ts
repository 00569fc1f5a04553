import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig, type Plugin } from 'vitest/config';
import { BUNDLED, bundlePg } from './test/support/bundle-pg.ts';
import { ISSUER } from './test/support/issuer.ts';

/** `npm test` sets it up; vitest alone has no database. */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test`);
  return value;
}

/** A run says something of the change, not of chance: another seed, and more values than 100, are for `npm run fuzz`. */
const { PROPERTY_SEED, PROPERTY_RUNS } = process.env;
const provide = { properties: { seed: Number(PROPERTY_SEED ?? 1), runs: Number(PROPERTY_RUNS ?? 100) } };

/** Milliseconds. Only what hangs is to end by them: how long anything else takes says how busy the machine is. */
const PATIENCE = {
  testTimeout: PROPERTY_RUNS ? 0 : 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000 } },
};

/** Inside workerd: the rules and the surfaces, against real PostgreSQL. */
const workerd = defineConfig({
  plugins: [
    cloudflareTest({
      main: './src/worker.ts',
      miniflare: {
        compatibilityDate: '2026-08-01',
        compatibilityFlags: ['nodejs_compat'],
        hyperdrives: { HYPERDRIVE: required('TEST_WORKER_DATABASE_URL') },
        modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm', '**/*.wasm?module'] }],
        kvNamespaces: ['CACHE'],
        // Under a name of its own: a test that wants to be counted binds it to a class.
        ratelimits: { TEST_RATE_LIMIT: { namespace_id: '1', simple: { limit: 3, period: 60 } } },
        bindings: {
          ENVIRONMENT: 'test',
          ONBOARDING: 'open',
          ISSUER_URL: ISSUER,
          SECRET_ENCRYPTION_KEY: required('TEST_SECRET_ENCRYPTION_KEY'),
          LOG_LEVEL: 'silent',
          // No test depends on how busy the machine is; those about patience set their own.
          DATABASE_CONNECT_TIMEOUT_MS: '30000',
          DATABASE_STATEMENT_TIMEOUT_MS: '30000',
          DATABASE_LOCK_TIMEOUT_MS: '30000',
          REQUEST_TIMEOUT_MS: '60000',
          TEST_OWNER_DATABASE_URL: required('TEST_DATABASE_URL'),
          TEST_MIGRATED_DATABASE: required('TEST_MIGRATED_DATABASE'),
        },
      },
    }),
  ],
  resolve: { alias: await pgAliases() },
  test: {
    name: 'workerd',
    include: [
      'test/{lib,domain,isolation,privacy,oauth,api,pages,ssf,jobs,http,emails}/**/*.test.{ts,tsx}',
      'test/platform/*.test.ts',
    ],
    ...PATIENCE,
    provide,
    // Loading the Worker takes a second: once, not once a file. Files share what the requests of one isolate share.
    isolate: false,
  },
});

/** As migrations-runner/schema/wasm-modules.ts has Node import them. */
const wasmModules: Plugin = {
  name: 'wasm-modules',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('.wasm?module')
      ? `import { readFileSync } from 'node:fs';
         export default new WebAssembly.Module(readFileSync(${JSON.stringify(id.replace(/\?module$/, ''))}));`
      : undefined,
};

/** In Node: migrations, the shape of the code, and journeys through a running server. */
const node = defineConfig({
  plugins: [wasmModules],
  resolve: { alias: { 'cloudflare:sockets': join(import.meta.dirname, 'test/support/node-sockets.ts') } },
  test: {
    name: 'node',
    environment: 'node',
    include: ['test/{migrations-runner,architecture,journeys,bench}/**/*.test.ts', 'test/platform/wire/*.test.ts'],
    ...PATIENCE,
    provide,
  },
});

async function pgAliases() {
  return [{ find: BUNDLED, replacement: await bundlePg() }];
}

/** The tests in Node mostly wait for PostgreSQL and workerd: on a machine of two cores one at a time is too few. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({ test: { projects: [workerd, node], maxWorkers } });
