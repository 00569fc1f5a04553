/** The pg driver adapter for the schema engine, with three changes that migrations need. */
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { type ClientBase, type DatabaseError, Pool, type QueryArrayResult, types } from 'pg';
import { urlOfDatabase, withClient } from '../database/connection.ts';

export type RunScript = (client: ClientBase, script: string) => Promise<void>;

const justRun: RunScript = async (client, script) => void (await client.query(script));

/** Removes timeouts that providers set for the role: they are meant for requests, not for migrations. */
async function liftLimits(client: ClientBase): Promise<void> {
  await client.query(
    'SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET idle_session_timeout = 0',
  );
}

export class EngineAdapterFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  readonly #url: string;
  readonly #runScript: RunScript;
  readonly #opened = new Set<SqlDriverAdapter>();

  /** @param runScript runs scripts on the database itself; on a shadow database they are simply sent */
  constructor(url: string, runScript: RunScript = justRun) {
    this.#url = url;
    this.#runScript = runScript;
  }

  connect(): Promise<SqlDriverAdapter> {
    return this.#open(this.#url, this.#runScript, async () => {});
  }

  /** A temporary database. The adapter's own version drops it while still connected, which PostgreSQL refuses. */
  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await withClient(this.#url, (client) => client.query(`CREATE DATABASE "${database}"`));
    return this.#open(urlOfDatabase(this.#url, database), justRun, async () => {
      await withClient(this.#url, (client) => client.query(`DROP DATABASE IF EXISTS "${database}"`));
    });
  }

  /** The engine leaves its connections open, and open connections keep the process alive. */
  async dispose(): Promise<void> {
    for (const adapter of this.#opened) await adapter.dispose();
  }

  async #open(connectionString: string, run: RunScript, afterwards: () => Promise<void>): Promise<SqlDriverAdapter> {
    const pool = new Pool({ connectionString, application_name: 'cerberus-migrations-runner', onConnect: liftLimits });
    const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
    readCharColumns(adapter, pool);
    // The adapter splits a script at every semicolon, which breaks `DO $$ … $$` and quoted text. PostgreSQL reads a
    // whole script by itself and runs it as one transaction: a migration that fails leaves nothing half done.
    adapter.executeScript = (script) => executeScript(pool, script, run);
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      if (!this.#opened.delete(adapter)) return;
      await dispose();
      await afterwards();
    };
    this.#opened.add(adapter);
    return adapter;
  }
}

async function executeScript(pool: Pool, script: string, run: RunScript): Promise<void> {
  const client = await pool.connect();
  // The pool handles errors of idle connections only. While a script runs, its query reports the error.
  const ignore = () => {};
  client.on('error', ignore);
  try {
    await run(client, script);
  } catch (error) {
    // A script may leave its own transaction open, and the engine uses this connection again.
    await client.query('ROLLBACK').catch(() => {});
    throw scriptError(error as Error, script);
  } finally {
    client.off('error', ignore);
    client.release();
  }
}

/** Adds the line and the offending row, which the adapter's own error lacks. */
function scriptError(error: Error, script: string): DriverAdapterError {
  const { severity = 'ERROR', position, detail } = error as Partial<DatabaseError>;
  const line = position && `line ${script.slice(0, Number(position)).split('\n').length}`;
  const hints = [line, detail?.replace(/\.$/, '')].filter(Boolean).join(', ');
  return new DriverAdapterError({
    kind: 'postgres',
    // The engine replaces the message of errors whose code it knows with a shorter one.
    code: 'N/A',
    severity,
    message: `${error.message}${hints && ` (${hints})`}`,
    detail: undefined,
    column: undefined,
    hint: undefined,
  });
}

/** The adapter does not know the catalogue's one-byte type "char"; the engine expects Character. */
function readCharColumns(adapter: SqlDriverAdapter, pool: Pool): void {
  const charColumns = new WeakMap<object, number[]>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<Partial<QueryArrayResult>>;
  const queryTranslated = async (...args: unknown[]) => {
    const result = await query(...args);
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== types.builtins.CHAR || !result.rows) continue;
      field.dataTypeID = types.builtins.BPCHAR;
      charColumns.set(result.rows, [...(charColumns.get(result.rows) ?? []), index]);
    }
    return result;
  };
  pool.query = queryTranslated as unknown as Pool['query'];
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (statement) => {
    const answer = await queryRaw(statement);
    for (const index of charColumns.get(answer.rows) ?? []) answer.columnTypes[index] = ColumnTypeEnum.Character;
    return answer;
  };
}
