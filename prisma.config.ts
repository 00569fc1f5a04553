import { defineConfig } from 'prisma/config';

// `migrate` and `db` start Prisma's native schema engine. The others (`generate`, `studio`, `db seed`) look for it and
// never start it, so any executable satisfies the look-up and nothing is downloaded. Our own migrations run on the same
// engine compiled to WASM (migrations-runner).
const [command = '', subcommand] = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const startsEngine = command === 'migrate' || (command === 'db' && subcommand !== 'seed');
if (!startsEngine) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations', seed: 'npm run --silent db -- seed' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://postgres:postgres@localhost:5432/cerberus_iam' },
});
