/** A database as a deployment has it: the project's migrations and seed, and a login for the Worker. */
import { randomBytes } from 'node:crypto';
import type { Teardown } from '../../migrations-runner/command-line/teardown.ts';
import { deployMigrations } from '../../migrations-runner/migrations/migrate.ts';
import { generatePassword, giveWorkerLogin } from '../../migrations-runner/roles/worker-login.ts';
import { type SeedResult, seedDatabase } from '../../migrations-runner/seed/index.ts';
import { openTestDatabase } from '../../migrations-runner/testing/database.ts';

export interface SeededDatabase {
  /** Of its owner. */
  url: string;
  workerUrl: string;
  encryptionKey: string;
  seed: SeedResult;
}

/**
 * @param development with the demo organisation, its owner and its clients
 * @param serverUrl the server for it; one of its own without
 */
export async function openSeededDatabase(
  teardown: Teardown,
  { development = false, serverUrl = null as string | null } = {},
): Promise<SeededDatabase> {
  const url = await openTestDatabase(teardown, serverUrl);
  await deployMigrations(url);
  const encryptionKey = randomBytes(32).toString('base64');
  const seed = await seedDatabase(url, { encryptionKey, development });
  return { url, workerUrl: await giveWorkerLogin(url, generatePassword()), encryptionKey, seed };
}
