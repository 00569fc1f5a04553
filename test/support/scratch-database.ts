/** A separate migrated, empty database, for tests that would disturb the shared one. */
import { env } from 'cloudflare:workers';
import { connectedTo } from './database.ts';
import { createCache } from './key-value-cache.ts';

export interface ScratchDatabase {
  /** Overrides of the Worker's bindings that point it here. */
  bindings: { HYPERDRIVE: { connectionString: string }; CACHE: KVNamespace };
  /** Runs one statement as the owner of the tables. */
  asOwner<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** How many connections the Worker has here. */
  connections(): Promise<number>;
  drop(): Promise<void>;
}

const { TEST_OWNER_DATABASE_URL, TEST_MIGRATED_DATABASE, HYPERDRIVE } = env as unknown as {
  TEST_OWNER_DATABASE_URL: string;
  TEST_MIGRATED_DATABASE: string;
  HYPERDRIVE: Hyperdrive;
};

export async function createScratchDatabase(): Promise<ScratchDatabase> {
  const name = `cerberus_scratch_${crypto.randomUUID().replaceAll('-', '')}`;
  await connectedTo(TEST_OWNER_DATABASE_URL, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${TEST_MIGRATED_DATABASE}`),
  );
  const ownerUrl = inDatabase(TEST_OWNER_DATABASE_URL, name);
  return {
    // Its keys are different: in the shared cache they would be confused with those of the shared database.
    bindings: {
      HYPERDRIVE: { connectionString: inDatabase(HYPERDRIVE.connectionString, name) },
      CACHE: createCache(),
    },
    asOwner: async <Row>(text: string, values: unknown[] = []) =>
      connectedTo(ownerUrl, async (client) => (await client.query(text, values)).rows as Row[]),
    connections: async () =>
      connectedTo(ownerUrl, async (client) => {
        const { rows } = await client.query(
          `SELECT count(*)::int AS count FROM pg_stat_activity
           WHERE datname = current_database() AND usename <> current_user`,
        );
        return rows[0].count;
      }),
    drop: async () => {
      await connectedTo(TEST_OWNER_DATABASE_URL, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

function inDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.toString();
}
