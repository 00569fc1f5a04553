/** Connections as the role that owns the tables and runs migrations and seeds, never as the Worker's role. */
import { Client, DatabaseError } from 'pg';
import { CommandError } from '../command-line/command-error.ts';

/** @throws CommandError when DATABASE_URL is missing or is not a PostgreSQL URL */
export function databaseUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const url = environment.DATABASE_URL;
  if (!url) {
    throw new CommandError(
      'DATABASE_URL is not set: give it the connection string of the role that owns the database.',
    );
  }
  if (!/^postgres(ql)?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new CommandError('DATABASE_URL is not a PostgreSQL URL (postgresql://user:password@host:5432/database).');
  }
  refuseOtherSchema(new URL(url));
  return withCheckedMode(url);
}

/** The Worker's rule, too: migrations, policies and functions name the schema public. */
function refuseOtherSchema({ searchParams }: URL): void {
  const schema = searchParams.getAll('schema').find((name) => name !== 'public');
  if (schema === undefined) return;
  throw new CommandError(
    `DATABASE_URL names the schema "${schema}": the tables are in the schema public; leave the parameter out, and give each deployment a database of its own.`,
  );
}

/** The driver treats these as verify-full, and warns on each connection. */
const CHECKED_MODES = ['prefer', 'require', 'verify-ca'];

/**
 * The same rule as the Worker's (src/platform/database/connection-string.ts), which always verifies the certificate.
 */
function withCheckedMode(url: string): string {
  const target = new URL(url);
  const mode = target.searchParams.get('sslmode');
  if (mode === 'no-verify') {
    throw new CommandError(
      'sslmode=no-verify would not check whose server DATABASE_URL reaches: use sslmode=verify-full, with sslrootcert=<file> where the certificate comes from an authority of your own.',
    );
  }
  if (mode === null || !CHECKED_MODES.includes(mode)) return url;
  target.searchParams.set('sslmode', 'verify-full');
  return target.toString();
}

/** Opens a connection for the work and always closes it afterwards. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'cerberus-migrations-runner' });
  // A connection that breaks while idle would otherwise end the process with a stack trace.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new CommandError(explainConnectionFailure(url, error), { cause: error });
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

export async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  let isCommitting = false;
  try {
    const result = await work();
    isCommitting = true;
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw isCommitting && !(error instanceof DatabaseError) ? outcomeUnknown(error) : error;
  }
}

function outcomeUnknown(cause: unknown): CommandError {
  const words = 'whether the change was made is not known. Look before you try again.';
  return new CommandError(`The connection to the database broke at the commit: ${words}`, { cause });
}

/** The same server and credentials, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.toString();
}

const REASONS: Readonly<Record<string, (target: URL) => string>> = {
  ECONNREFUSED: ({ host }) => `Nothing listens at ${host}: start PostgreSQL or correct DATABASE_URL.`,
  ENOTFOUND: ({ hostname }) => `The database host ${hostname} cannot be found: check DATABASE_URL.`,
  EAI_AGAIN: ({ hostname }) => `The database host ${hostname} cannot be found: check DATABASE_URL.`,
  ETIMEDOUT: ({ host }) => `The database at ${host} does not answer: check the network and DATABASE_URL.`,
  '28P01': ({ username }) => `PostgreSQL refused the password of "${username}": check DATABASE_URL.`,
  '28000': ({ username }) => `PostgreSQL refused the role "${username}": check DATABASE_URL and pg_hba.conf.`,
  '3D000': ({ pathname }) => `The database "${pathname.slice(1)}" does not exist: create it or correct DATABASE_URL.`,
};

function explainConnectionFailure(url: string, error: unknown): string {
  const target = new URL(url);
  const explain = REASONS[codeOf(error) ?? ''];
  if (explain) return explain(target);
  const message = error instanceof Error ? error.message : String(error);
  return `Cannot connect to the database at ${target.host}: ${message}.`;
}

/** Node throws an AggregateError when a name has several addresses and all of them failed. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
