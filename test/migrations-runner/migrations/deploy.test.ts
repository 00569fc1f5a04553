import { expect, test } from 'vitest';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { differenceToSchema } from '../../../migrations-runner/migrations/difference.ts';
import { deployMigrations, diagnoseMigrations } from '../../../migrations-runner/migrations/migrate.ts';
import { readMigrations } from '../../../migrations-runner/schema/migration-files.ts';
import { runCommand } from '../support/command-line.ts';
import { column, ownerUrl, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const APPLIED = 'SELECT migration_name FROM _prisma_migrations ORDER BY started_at';

async function migrationNames(): Promise<string[]> {
  return (await readMigrations()).migrationDirectories.map(({ path }) => path);
}

test('a fresh database gets every migration, and a second deploy changes nothing', async () => {
  const url = await scratchDatabase();
  expect(await deployMigrations(url)).toEqual(await migrationNames());
  expect(await deployMigrations(url)).toEqual([]);
  expect(await column(url, APPLIED)).toEqual(await migrationNames());
  expect((await diagnoseMigrations(url)).history).toBeNull();
});

test('the checksums are those of Prisma Migrate: SHA-256 of the file', async () => {
  const { migrationDirectories } = await readMigrations();
  const expected = await Promise.all(
    migrationDirectories.map(async ({ migrationFile }) => {
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(migrationFile.content.value));
      return Buffer.from(digest).toString('hex');
    }),
  );
  expect(await column(ownerUrl(), 'SELECT checksum FROM _prisma_migrations ORDER BY started_at')).toEqual(expected);
});

test('of two runners at once one applies, the other waits, and both succeed', async () => {
  const url = await scratchDatabase();
  const outcomes = await Promise.all([1, 2].map(() => runCommand(['deploy'], { DATABASE_URL: url })));
  expect(outcomes.map(({ code, error }) => ({ code, error }))).toEqual([
    { code: 0, error: '' },
    { code: 0, error: '' },
  ]);
  expect(outcomes.filter(({ output }) => output.includes('up to date'))).toHaveLength(1);
  expect(await column(url, APPLIED)).toEqual(await migrationNames());
});

test('two databases of one cluster can be migrated at once, though their roles are shared', async () => {
  const urls = await Promise.all([scratchDatabase(), scratchDatabase(), scratchDatabase()]);
  const applied = await Promise.all(urls.map((url) => deployMigrations(url)));
  for (const names of applied) expect(names).toEqual(await migrationNames());
});

test('migrations and schema say the same; policies, partial indexes and checks are no difference', async () => {
  expect(await differenceToSchema(ownerUrl())).toEqual({ summary: '', script: '' });
});

test('comparing leaves no shadow database behind', async () => {
  await differenceToSchema(ownerUrl());
  const sql = `SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db%'`;
  // Another test may be comparing at this moment; what it makes, it drops.
  await expect.poll(() => column(ownerUrl(), sql), { timeout: 60_000 }).toEqual([]);
});

test('a migration that was edited after it was applied is refused', async () => {
  const url = await seededDatabase();
  await withClient(url, (client) => client.query(`UPDATE _prisma_migrations SET checksum = 'another'`));
  await expect(deployMigrations(url)).rejects.toThrow('was edited after it was applied');
});

test('a migration that failed earlier is named', async () => {
  const url = await seededDatabase();
  await withClient(url, (client) => client.query('UPDATE _prisma_migrations SET finished_at = NULL'));
  await expect(deployMigrations(url)).rejects.toThrow('was cut short');
});
