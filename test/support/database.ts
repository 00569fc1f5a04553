/** The database under test, past every guard: for arranging what a test needs and for looking at what it left. */
import { env } from 'cloudflare:workers';
import { Client } from 'pg';
import type { RequestContext } from '../../src/deps.ts';
import { openRequestContext } from '../../src/deps.ts';
import { parseEnv } from '../../src/env.ts';

/** Runs statements as the owner of the tables, whom row-level security does not bind. */
export async function asOwner<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
  return query((env as unknown as { TEST_OWNER_DATABASE_URL: string }).TEST_OWNER_DATABASE_URL, text, values);
}

/** Runs one statement as the Worker's login, without any organisation set. */
export async function asWorker<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
  return query((env as unknown as { HYPERDRIVE: Hyperdrive }).HYPERDRIVE.connectionString, text, values);
}

/** One connection for each login, kept while a test file runs: a new one costs PostgreSQL a process. */
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

/** A request's context without a request: for calling the domain directly. */
export async function withContext<T>(work: (context: RequestContext) => Promise<T>): Promise<T> {
  const context = openRequestContext(parseEnv(env), crypto.randomUUID());
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

/** On a connection of its own, for what lasts longer than a statement. */
export async function connectedTo<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  // The socket of workerd reports its orderly end as an error.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
