/** Databases of one request, opened by a test and closed with it. */
import { env } from 'cloudflare:workers';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import type { ConnectionSettings } from '../../src/platform/database/connection.ts';
import { openRequestDb, type RequestDb } from '../../src/platform/database/db.ts';

const bindings = env as unknown as { HYPERDRIVE: Hyperdrive; TEST_OWNER_DATABASE_URL: string };

export const SETTINGS: ConnectionSettings = {
  connectionString: bindings.HYPERDRIVE.connectionString,
  connectTimeout: 5_000,
  statementTimeout: 5_000,
};

/** Opens a database as the Worker does for a request. */
export function openDatabase(settings: Partial<ConnectionSettings> = {}): RequestDb {
  const database = openRequestDb({ ...SETTINGS, ...settings });
  onTestFinished(() => database.close());
  return database;
}

/** A separate connection of the owner, to hold locks. */
export async function openOwner(): Promise<Client> {
  const client = new Client({ connectionString: bindings.TEST_OWNER_DATABASE_URL });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
