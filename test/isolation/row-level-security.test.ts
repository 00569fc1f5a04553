/** Row-level security alone: raw SQL as the Worker's role, without types and Prisma. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Connection, type Scope } from '../../src/platform/database/connection.ts';
import { asOwner, asWorker } from '../support/database.ts';
import { organisationColumnOf, readTables, tenantTables } from './catalogue.ts';
import { createRows, insertionOf, type Rows } from './rows.ts';

const REFUSED = '42501';
const TABLES = await readTables();
const TENANT_TABLES = tenantTables(TABLES).map((table) => [table.name, organisationColumnOf(table) ?? ''] as const);

let ours: Rows;
let theirs: Rows;
const opened: Connection[] = [];

beforeAll(async () => {
  ours = createRows(TABLES);
  theirs = createRows(TABLES);
  for (const rows of [ours, theirs]) for (const [table] of TENANT_TABLES) await rows.rowOf(table);
});

afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
});

function connect(): Connection {
  const { connectionString } = (env as unknown as { HYPERDRIVE: Hyperdrive }).HYPERDRIVE;
  const connection = new Connection({ connectionString, connectTimeout: 5_000, statementTimeout: 5_000 });
  opened.push(connection);
  return connection;
}

async function run(scope: Scope, text: string, values: unknown[] = []) {
  const [result] = await connect().run(scope, [{ text, values }]);
  return result ?? { rowCount: null, rows: [] };
}

const asOurs = (text: string, values: unknown[] = []) =>
  run({ kind: 'tenant', organisationId: ours.organisationId }, text, values);

/** The number of rows that a statement affected; 0 when the role lacks the privilege. */
function reached(text: string, values: unknown[]): Promise<number> {
  return asOurs(text, values).then(
    ({ rowCount }) => rowCount ?? 0,
    (error) => {
      if (/^permission denied for table/.test(error.message)) return 0;
      throw error;
    },
  );
}

describe.each(TENANT_TABLES)('%s under row-level security alone', (table, key) => {
  it('shows the rows of the organisation and no others', async () => {
    const { rows } = await asOurs(`SELECT ${key} AS organisation FROM ${table}`);
    expect(new Set(rows.map((row) => row.organisation))).toEqual(new Set([ours.organisationId]));
  });

  it('shows nothing when no organisation is set, or an empty one', async () => {
    expect(await asWorker(`SELECT ${key} FROM ${table}`)).toEqual([]);
    const emptied = `SELECT ${key} FROM ${table}, set_config('app.organisation_id', '', true)`;
    expect(await asWorker(emptied)).toEqual([]);
  });

  it('prevents changing or deleting rows of another organisation', async () => {
    const look = `SELECT xmin::text, ${key} FROM ${table} WHERE ${key} = $1`;
    const before = await asOwner(look, [theirs.organisationId]);
    expect(await reached(`UPDATE ${table} SET ${key} = ${key} WHERE ${key} = $1`, [theirs.organisationId])).toBe(0);
    expect(await reached(`DELETE FROM ${table} WHERE ${key} = $1`, [theirs.organisationId])).toBe(0);
    expect(await asOwner(look, [theirs.organisationId])).toEqual(before);
  });

  it('refuses a new row for another organisation', async () => {
    const { text, values } = insertionOf(table, await theirs.valuesFor(table));
    await expect(asOurs(text, values)).rejects.toMatchObject({ code: REFUSED });
  });

  it('refuses to move a row to another organisation', async () => {
    const move = asOurs(`UPDATE ${table} SET ${key} = $1`, [theirs.organisationId]);
    await expect(move).rejects.toMatchObject({ code: REFUSED });
  });
});

describe('the system role', () => {
  /** Queues whose entries it claims and marks; other exceptions need a decision. */
  const QUEUES = new Set(['outbound_emails', 'webhook_deliveries', 'logout_deliveries', 'event_stream_deliveries']);

  it.each(TENANT_TABLES)('reads %s of every organisation', async (table, key) => {
    const { rows } = await run({ kind: 'system' }, `SELECT ${key} AS organisation FROM ${table}`);
    const organisations = rows.map((row) => row.organisation);
    expect(organisations).toEqual(expect.arrayContaining([ours.organisationId, theirs.organisationId]));
  });

  it.each(TENANT_TABLES)('cannot write %s', async (table, key) => {
    const { text, values } = insertionOf(table, await theirs.valuesFor(table));
    await expect(run({ kind: 'system' }, text, values)).rejects.toMatchObject({ code: REFUSED });
    const update = run({ kind: 'system' }, `UPDATE ${table} SET ${key} = ${key} WHERE false`);
    if (QUEUES.has(table)) expect((await update).rowCount).toBe(0);
    else await expect(update).rejects.toMatchObject({ code: REFUSED });
  });
});

describe('the audit trail', () => {
  it.each(['UPDATE audit_logs SET success = true', 'DELETE FROM audit_logs', 'TRUNCATE audit_logs'])(
    'is append-only, for tenants and for the system: %s',
    async (statement) => {
      await expect(asOurs(statement)).rejects.toMatchObject({ code: REFUSED });
      await expect(run({ kind: 'system' }, statement)).rejects.toMatchObject({ code: REFUSED });
    },
  );
});

describe('a connection after a flight', () => {
  const STATE = `SELECT current_user::text AS "user", NULLIF(current_setting('app.organisation_id', true), '') AS organisation,
                        pg_backend_pid() AS backend`;

  /** The settings that the next user of the same server connection would have. */
  async function stateOf(connection: Connection) {
    const transaction = await connection.begin({ kind: 'tenant', organisationId: ours.organisationId });
    await transaction.run([{ text: 'COMMIT' }]);
    const [result] = await transaction.run([{ text: STATE }]);
    transaction.release();
    return result?.rows[0] as { user: string; organisation: string | null; backend: number };
  }

  it('has neither the organisation nor the role of it', async () => {
    const connection = connect();
    await connection.run({ kind: 'tenant', organisationId: theirs.organisationId }, [{ text: 'SELECT 1' }]);
    await connection.run({ kind: 'system' }, [{ text: 'SELECT 1' }]);
    expect(await stateOf(connection)).toMatchObject({
      user: expect.stringMatching(/^cerberus_worker_/),
      organisation: null,
    });
  });

  it('has neither after a failed flight, which is rolled back', async () => {
    const connection = connect();
    const { backend } = await stateOf(connection);
    const name = crypto.randomUUID();
    const scope = { kind: 'tenant', organisationId: ours.organisationId } as const;
    const rename = { text: 'UPDATE organisations SET name = $1', values: [name] };
    const flight = connection.run(scope, [rename, { text: 'SELECT 1 / 0' }, rename]);
    await expect(flight).rejects.toMatchObject({ code: '22012' });
    await expect(connection.run({ kind: 'system' }, [{ text: 'SELECT 1 / 0' }])).rejects.toMatchObject({
      code: '22012',
    });
    expect(await stateOf(connection)).toEqual({
      user: expect.stringMatching(/^cerberus_worker_/),
      organisation: null,
      backend,
    });
    expect(await asOwner('SELECT name FROM organisations WHERE name = $1', [name])).toEqual([]);
  });

  it('stores nothing of a flight with a value that cannot be written', async () => {
    const connection = connect();
    const name = crypto.randomUUID();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const scope = { kind: 'tenant', organisationId: ours.organisationId } as const;
    const rename = { text: 'UPDATE organisations SET name = $1', values: [name] };
    const unwritable = { text: 'SELECT $1::jsonb', values: [circular] };
    await expect(connection.run(scope, [rename, unwritable])).rejects.toThrow(TypeError);
    expect(await asOwner('SELECT name FROM organisations WHERE name = $1', [name])).toEqual([]);
    expect((await connection.run(scope, [{ text: 'SELECT 1 AS one' }]))[0]?.rows).toEqual([{ one: 1 }]);
  });

  it('refuses an organisation that is not a UUID', async () => {
    const injected = { kind: 'tenant', organisationId: `'; SET ROLE cerberus_system; --` } as const;
    await expect(connect().run(injected, [{ text: 'SELECT 1' }])).rejects.toThrow('must be a UUID');
  });
});
