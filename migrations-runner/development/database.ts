/** The database of the development server: an embedded one, or that of DATABASE_URL. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command-line/command-error.ts';
import { keptSecret, readPrivateFile } from '../command-line/data-folder.ts';
import { DATA_FOLDER } from '../command-line/paths.ts';
import { createTeardown, type Teardown } from '../command-line/teardown.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { markDevelopment, requireDevelopment } from '../database/development-mark.ts';
import { ensureDatabase } from '../postgres/database.ts';
import { findServer } from '../postgres/postmaster.ts';
import { type PostgresServer, startPostgres, urlOfServer } from '../postgres/server.ts';
import { generatePassword } from '../roles/worker-login.ts';
import { takeStartLock } from './start-lock.ts';

const FOLDER = join(DATA_FOLDER, 'postgres');
const DATABASE = 'cerberus';
/** Not PostgreSQL's own 5432, and the same at every start, so that database clients stay configured. */
const PREFERRED_PORT = 54_320;
const PASSWORD_FILE = 'postgres-password';

export interface DevelopmentDatabase {
  url: string;
  /** Never resolves for a database that we did not start. */
  exited: Promise<void>;
}

/**
 * @param adopt marks the database of DATABASE_URL as development without asking
 * @throws CommandError when it is not marked, and the user does not mark it
 */
export async function openDatabase(teardown: Teardown, adopt: boolean): Promise<DevelopmentDatabase> {
  if (process.env.DATABASE_URL) {
    const url = databaseUrl();
    const action = 'the development server with its demo organisation, whose passwords are known,';
    await requireDevelopment(url, { action, flag: '-- --adopt', adopt });
    return { url, exited: new Promise(() => {}) };
  }
  const server = await startEmbedded();
  teardown.add(() => server.stop());
  await ensureDatabase(server.urlOf('postgres'), DATABASE);
  const url = server.urlOf(DATABASE);
  await withClient(url, markDevelopment);
  return { url, exited: server.exited };
}

/**
 * The database that `npm start` created in this folder, for another command: on the running server, or on one that is
 * started for the command.
 * @returns null when there is none
 */
async function findEmbedded(teardown: Teardown): Promise<string | null> {
  const password = existsSync(join(FOLDER, 'PG_VERSION')) ? await readPrivateFile(PASSWORD_FILE) : null;
  if (password === null) return null;
  const running = await findServer(FOLDER);
  if (running) return urlOfServer({ password, port: running.port }, DATABASE);
  const lock = await takeStartLock();
  teardown.add(lock.release);
  const server = await startEmbedded();
  teardown.add(() => server.stop());
  return server.urlOf(DATABASE);
}

/**
 * Runs a command on the database that DATABASE_URL names, or else on the one that `npm start` created.
 * @throws CommandError when there is neither
 */
export async function withDatabase<T>(work: (url: string, isEmbedded: boolean) => Promise<T>): Promise<T> {
  const teardown = createTeardown();
  try {
    const embedded = process.env.DATABASE_URL ? null : await findEmbedded(teardown);
    return await work(embedded ?? databaseUrl(), embedded !== null);
  } finally {
    await teardown.run();
  }
}

async function startEmbedded(): Promise<PostgresServer> {
  if (existsSync(join(FOLDER, 'PG_VERSION')) && (await readPrivateFile(PASSWORD_FILE)) === null) {
    throw new CommandError(
      `${join(DATA_FOLDER, PASSWORD_FILE)} is gone: delete ${FOLDER} to start with a new database.`,
    );
  }
  const password = await keptSecret(PASSWORD_FILE, generatePassword);
  return startPostgres({ folder: FOLDER, password, preferredPort: PREFERRED_PORT, durable: true });
}
