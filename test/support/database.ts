/** Direct access to the database under test, to prepare data and to check results. */
import { env } from 'cloudflare:workers';
import { Client } from 'pg';
import type { RequestContext } from '../../src/deps.ts';
import { openRequestContext } from '../../src/deps.ts';
import { parseEnv } from '../../src/env.ts';

/** Runs statements as the owner of the tables, to whom row-level security does not apply. */
export async function asOwner<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
  return query((env as unknown as { TEST_OWNER_DATABASE_URL: string }).TEST_OWNER_DATABASE_URL, text, values);
}

/** Runs one statement as the Worker's login, without any organisation set. */
export async function asWorker<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
  return query((env as unknown as { HYPERDRIVE: Hyperdrive }).HYPERDRIVE.connectionString, text, values);
}

/** One connection for each login, kept while a test file runs, since PostgreSQL starts a process for each. */
const clients = new Map<string, Promise<Client>>();

async function query<Row>(connectionString: string, text: string, values: unknown[]): Promise<Row[]> {
  const client = clients.get(connectionString) ?? connect(connectionString);
  clients.set(connectionString, client);
  return (await (await client).query(text, values)).rows as Row[];
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, pipeline: true });
  client.on('error', () => clients.delete(connectionString));
  await client.connect();
  return client;
}

/** A request context without a request, to call domain functions directly. */
export async function withContext<T>(
  work: (context: RequestContext) => Promise<T>,
  bindings: Record<string, unknown> = {},
): Promise<T> {
  const context = openRequestContext(parseEnv({ ...env, ...bindings }), crypto.randomUUID());
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

/** Opens a separate connection, for work of several statements. */
export async function connectedTo<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  // workerd's socket reports a normal close as an error.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
