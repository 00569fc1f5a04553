/** The seed: rows that every database needs, and demo data for development. Idempotent. */
import type { Client } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { inTransaction, withClient } from '../database/connection.ts';
import { isProduction } from '../database/environment.ts';
import { checkEncryptionKey, openBox } from '../keys/sealing.ts';
import { completeDefaultRoles, seedCatalogues } from './catalogues.ts';
import type { DemoSeed } from './demo.ts';
import { seedSigningKeys } from './signing-keys.ts';
import { renewSubscriptions } from './subscriptions.ts';

export interface SeedResult {
  /** Algorithms that got their first signing key in this run. */
  newSigningKeys: string[];
  /** Organisations whose default roles got permissions that are new in the catalogue. */
  completedOrganisations: number;
  demo: DemoSeed | null;
}

/** An arbitrary constant, different from the deploy lock's. */
const LOCK_KEY = 1_128_616_523;

/** Refuses demo data, which has public passwords, in production, whatever the command line says. */
export function refuseDemoInProduction(environment: NodeJS.ProcessEnv = process.env): void {
  if (isProduction(environment)) {
    throw new CommandError(
      'The environment says production: the demo organisation has a known password and stays out.',
    );
  }
}

export async function seedDatabase(
  url: string,
  options: { encryptionKey: string | undefined; development: boolean },
): Promise<SeedResult> {
  if (options.development) refuseDemoInProduction();
  checkEncryptionKey(options.encryptionKey);
  return withClient(url, (client) =>
    inTransaction(client, async () => {
      // Seeds wait for each other. A Worker that rotates keys at the same time does not wait: the unique index decides.
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      await seedCatalogues(client);
      await renewSubscriptions(client);
      const completedOrganisations = await completeDefaultRoles(client);
      const newSigningKeys = await seedSigningKeys(client, await openBox(client, options.encryptionKey));
      return { newSigningKeys, completedOrganisations, demo: options.development ? await writeDemo(client) : null };
    }),
  );
}

/** Imported late: it imports Prisma, which takes longer to load than most commands take to run. */
async function writeDemo(client: Client): Promise<DemoSeed> {
  const { seedDemo } = await import('./demo.ts');
  return seedDemo(client);
}
