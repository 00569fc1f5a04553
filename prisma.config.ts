import { defineConfig } from 'prisma/config';

// `prisma generate` looks for the native schema engine though it never starts it. Our migrations run on the same
// engine compiled to WASM (migrations-runner), so any executable satisfies the look-up and nothing is downloaded.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://postgres:postgres@localhost:5432/cerberus_iam' },
});
