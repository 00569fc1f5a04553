/** The seed: what every database needs, and what a development database likes to have. Safe to repeat. */
import { createSecretBox, type SecretBox } from '../../src/platform/crypto.ts';
import { CommandError } from '../command-error.ts';
import { inTransaction, withClient } from '../connection.ts';
import { isProduction } from '../environment.ts';
import { seedCatalogues } from './catalogues.ts';
import { type DemoSeed, seedDemo } from './demo.ts';
import { seedSigningKeys } from './signing-keys.ts';

export interface SeedResult {
  /** Algorithms that got their first signing key in this run. */
  newSigningKeys: string[];
  demo: DemoSeed | null;
}

/** Any constant serves; unlike the deploy lock's. */
const LOCK_KEY = 1_128_616_523;

/** Refuses known passwords in production, whatever the command line says. */
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
  const box = checkEncryptionKey(options.encryptionKey);
  return withClient(url, (client) =>
    inTransaction(client, async () => {
      // Seeds wait for each other. A Worker that rotates keys at the same time does not; for that there is the index.
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      await seedCatalogues(client);
      const newSigningKeys = await seedSigningKeys(client, box);
      return { newSigningKeys, demo: options.development ? await seedDemo(client) : null };
    }),
  );
}

/** @throws CommandError when signing keys could not be sealed with it */
export function checkEncryptionKey(encryptionKey: string | undefined): SecretBox {
  if (!encryptionKey) {
    throw new CommandError(
      'SECRET_ENCRYPTION_KEY is not set: signing keys are sealed with it (openssl rand -base64 32).',
    );
  }
  try {
    return createSecretBox(encryptionKey);
  } catch (error) {
    throw new CommandError(`${(error as Error).message}.`, { cause: error });
  }
}
