/** Refused statements are distinguished from an unavailable database, and the next request recovers. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { toAppError } from '../../src/http/problem.ts';
import type { TenantDb } from '../../src/platform/database/db.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { readTables } from '../isolation/catalogue.ts';
import { createRows, type Rows } from '../isolation/rows.ts';
import { send } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { createOrganisation } from '../support/organisation.ts';
import { createScratchDatabase } from '../support/scratch-database.ts';
import { openDatabase, openOwner } from './databases.ts';

const NOWHERE = 'postgresql://nobody:nothing@127.0.0.1:1/none';

let rows: Rows;
let role: { id: string; slug: string };

beforeAll(async () => {
  rows = createRows(await readTables());
  role = (await rows.rowOf('roles')) as typeof role;
});

/** The ways in which a query reaches the database. */
const WAYS: [string, (tenant: TenantDb) => Promise<unknown>][] = [
  ['a flight', (tenant) => tenant.flight(sql`UPDATE roles SET name = name WHERE id = ${role.id}`)],
  ['Prisma', (tenant) => tenant.prisma.role.update({ where: { id: role.id }, data: { description: 'x' } })],
  [
    'Prisma in a transaction',
    (tenant) =>
      tenant.transaction(({ prisma }) => prisma.role.update({ where: { id: role.id }, data: { description: 'x' } })),
  ],
  [
    'a deferred statement',
    (tenant) => tenant.transaction(async ({ defer }) => defer(sql`UPDATE roles SET name = name WHERE id = ${role.id}`)),
  ],
];

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no failure',
    (error) => error,
  );
}

/** Expects that the next request on the same isolate succeeds. */
async function expectRecovery(): Promise<void> {
  const tenant = openDatabase().tenant(rows.organisationId);
  for (const [, way] of WAYS) await way(tenant);
}

/** Locks the row, so that statements that change it wait. */
async function lockRole() {
  const owner = await openOwner();
  await owner.query('BEGIN');
  await owner.query('SELECT 1 FROM roles WHERE id = $1 FOR UPDATE', [role.id]);
}

describe.each(WAYS)('through %s', (_, way) => {
  it('no database is unavailability', async () => {
    const tenant = openDatabase({ connectionString: NOWHERE }).tenant(rows.organisationId);
    expect(toAppError(await failureOf(way(tenant)))).toMatchObject({ code: 'unavailable', retryAfter: 5 });
    await expectRecovery();
  });

  it('a statement that takes too long is unavailability', async () => {
    await lockRole();
    // Without a limit it would wait for the lock until the test times out.
    const tenant = openDatabase({ statementTimeout: 200 }).tenant(rows.organisationId);
    expect(toAppError(await failureOf(way(tenant)))).toMatchObject({ code: 'unavailable' });
  });

  it('a connection that is terminated meanwhile is unavailability', async () => {
    await lockRole();
    const tenant = openDatabase().tenant(rows.organisationId);
    const [[connection]] = await tenant.flight(sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`);
    const failure = failureOf(way(tenant));
    await expect.poll(() => isWaiting(connection?.pid)).toBe(true);
    await asOwner('SELECT pg_terminate_backend($1)', [connection?.pid]);
    expect(toAppError(await failure)).toMatchObject({ code: 'unavailable' });
  });

  it('everything after it on that connection fails at once, too', async () => {
    const tenant = openDatabase().tenant(rows.organisationId);
    const [[connection]] = await tenant.flight(sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`);
    await asOwner('SELECT pg_terminate_backend($1)', [connection?.pid]);
    for (const attempt of [way(tenant), way(tenant)]) {
      expect(toAppError(await failureOf(attempt))).toMatchObject({ code: 'unavailable' });
    }
    await expectRecovery();
  });
});

describe('temporary errors', () => {
  const states = [
    '25006',
    '25P03',
    '25P04',
    '40001',
    '40P01',
    '55P03',
    '58030',
    '57014',
    '57P01',
    '53100',
    '08006',
    '08P01',
  ];
  it.each(states)('SQLSTATE %s is unavailability through every way', async (state) => {
    const tenant = openDatabase().tenant(rows.organisationId);
    const refusing = { text: `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$`, values: [] };
    expect(toAppError(await failureOf(tenant.flight(refusing)))).toMatchObject({ code: 'unavailable', retryAfter: 5 });
    const inTransaction = tenant.transaction(async ({ prisma, defer }) => {
      await prisma.role.count();
      defer(refusing);
    });
    expect(toAppError(await failureOf(inTransaction))).toMatchObject({ code: 'unavailable', retryAfter: 5 });
  });

  it('other errors are passed on unchanged', async () => {
    const tenant = openDatabase().tenant(rows.organisationId);
    await expect(tenant.flight(sql`SELECT 1 / 0`)).rejects.toMatchObject({ code: '22012' });
  });

  it('waiting for a lock times out long before the statement does', async () => {
    await lockRole();
    const tenant = openDatabase({ lockTimeout: 100, statementTimeout: 60_000 }).tenant(rows.organisationId);
    const failure = (await failureOf(WAYS[0]?.[1](tenant) as Promise<unknown>)) as { cause: unknown };
    expect(toAppError(failure)).toMatchObject({ code: 'unavailable' });
    expect(failure.cause).toMatchObject({ code: '55P03' });
  });
});

describe('after the deadline of a request', () => {
  it('nothing is sent any more', async () => {
    const database = openDatabase({ remaining: () => 0 });
    const tenant = database.tenant(rows.organisationId);
    for (const [, way] of WAYS) {
      expect(toAppError(await failureOf(way(tenant)))).toMatchObject({ code: 'unavailable', retryAfter: 5 });
    }
    expect(database.flights).toBe(0);
  });

  it('a statement times out at the deadline', async () => {
    const tenant = openDatabase({ remaining: () => 200, statementTimeout: 60_000 }).tenant(rows.organisationId);
    const failure = (await failureOf(tenant.flight(sql`SELECT pg_sleep(50)`))) as { cause: unknown };
    expect(failure.cause).toMatchObject({ code: '57014' });
  });

  it('an open transaction is rolled back, and work after the response does not continue it', async () => {
    let left = 60_000;
    const tenant = openDatabase({ remaining: () => left }).tenant(rows.organisationId);
    const rename = sql`UPDATE roles SET description = 'half' WHERE id = ${role.id}`;
    const work = tenant.transaction(async ({ flight }) => {
      await flight(rename);
      left = 0;
      await flight(rename);
    });
    expect(toAppError(await failureOf(work))).toMatchObject({ code: 'unavailable' });
    left = 60_000;
    await tenant.flight(sql`SELECT 1`);
    const [row] = await asOwner('SELECT description FROM roles WHERE id = $1', [role.id]);
    expect(row?.description).not.toBe('half');
  });
});

it('a released connection is replaced by the next query, and an open transaction keeps its connection', async () => {
  const database = openDatabase();
  const pid = async () =>
    (await database.system.flight(sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`))[0][0]?.pid;
  const first = await pid();
  await database.system.release();
  const second = await pid();
  expect(second).not.toBe(first);
  await database.tenant(rows.organisationId).transaction(async ({ flight }) => {
    await flight(sql`SELECT 1`);
    await database.system.release();
    await flight(sql`SELECT 1`);
  });
  expect(await pid()).toBe(second);
});

async function isWaiting(pid: number | undefined): Promise<boolean> {
  const [row] = await asOwner(`SELECT wait_event_type FROM pg_stat_activity WHERE pid = $1`, [pid]);
  return row?.wait_event_type === 'Lock';
}

describe('a unique violation', () => {
  const duplicate = () => ({ organisationId: rows.organisationId, name: 'Twice', slug: role.slug });
  const insertion = () => sql`INSERT INTO roles (id, organisation_id, name, slug)
                              VALUES (gen_random_uuid(), ${rows.organisationId}, 'Twice', ${role.slug})`;

  it('is recognised by its SQLSTATE through a flight, in a transaction or not', async () => {
    const tenant = openDatabase().tenant(rows.organisationId);
    const expected = { code: '23505', constraint: 'roles_organisation_id_slug_key' };
    await expect(tenant.flight(sql`SELECT 1`, insertion())).rejects.toMatchObject(expected);
    const inTransaction = tenant.transaction((transaction) => transaction.flight(insertion()));
    await expect(inTransaction).rejects.toMatchObject(expected);
  });

  it('is recognised by its SQLSTATE at the commit, too', async () => {
    const tenant = openDatabase().tenant(rows.organisationId);
    const atCommit = tenant.transaction(async ({ prisma, defer }) => {
      await prisma.role.count();
      defer(insertion());
    });
    await expect(atCommit).rejects.toMatchObject({ code: '23505' });
  });

  it("is recognised by Prisma's code through Prisma, in a transaction or not", async () => {
    const tenant = openDatabase().tenant(rows.organisationId);
    const create = { data: duplicate() };
    await expect(tenant.prisma.role.create(create)).rejects.toMatchObject({ code: 'P2002' });
    const inTransaction = tenant.transaction(({ prisma }) => prisma.role.create(create));
    await expect(inTransaction).rejects.toMatchObject({ code: 'P2002' });
    expect(await tenant.prisma.role.count({ where: { slug: role.slug } })).toBe(1);
  });
});

describe('over HTTP', () => {
  it('no database is 503 with Retry-After, and the next request is served', async () => {
    const organisation = await createOrganisation();
    const profile = (overrides = {}) =>
      send('/v1/me/profile', { headers: { Cookie: organisation.cookies } }, overrides);
    const response = await profile({ HYPERDRIVE: { connectionString: NOWHERE } });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('5');
    expect(await response.text()).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|connect/);
    expect((await profile()).status).toBe(200);
  });

  it('a request that exceeds its deadline is 503', async () => {
    const organisation = await createOrganisation();
    const init = { headers: { Cookie: organisation.cookies } };
    const response = await send('/v1/me/profile', init, { REQUEST_TIMEOUT_MS: '1' });
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5']);
  });

  it('a read-only server is 503 with Retry-After, and the health check reports it', async () => {
    const database = await createScratchDatabase();
    onTestFinished(() => database.drop());
    await database.asOwner(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`,
    );
    const body = JSON.stringify({ email: 'nobody@example.com', password: 'Correct-Horse-7' });
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
    const login = await send('/v1/auth/login', init, database.bindings);
    expect([login.status, login.headers.get('Retry-After')]).toEqual([503, '5']);
    const health = await send('/health/db', {}, database.bindings);
    expect([health.status, health.headers.get('Retry-After')]).toEqual([503, '5']);
    expect(await health.json()).toMatchObject({ status: 'error', database: 'read-only' });
  });
});
