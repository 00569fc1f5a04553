/** Statements are prepared under names, and sent without one when the name causes an error. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAppError } from '../../src/http/problem.ts';
import type { ConnectionSettings } from '../../src/platform/database/connection.ts';
import type { TenantDb } from '../../src/platform/database/db.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { createStatementNames } from '../../src/platform/database/statement-names.ts';
import { readTables } from '../isolation/catalogue.ts';
import { createRows, type Rows } from '../isolation/rows.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';
import { openDatabase } from './databases.ts';

let rows: Rows;
/** Its tables change while a connection to it is open. */
let scratch: ScratchDatabase;

beforeAll(async () => {
  rows = createRows(await readTables());
  await rows.rowOf('organisations');
  scratch = await createScratchDatabase();
  await scratch.asOwner('CREATE TABLE things (id text PRIMARY KEY, size int)');
  await scratch.asOwner('GRANT SELECT, INSERT, UPDATE, DELETE ON things TO cerberus_worker');
});

afterAll(() => scratch.drop());

function openTenant(settings: Partial<ConnectionSettings> = {}): TenantDb {
  return openDatabase({ names: createStatementNames(), ...settings }).tenant(rows.organisationId);
}

function openScratch(settings: Partial<ConnectionSettings> = {}): TenantDb {
  const { connectionString } = scratch.bindings.HYPERDRIVE;
  return openTenant({ connectionString, ...settings });
}

/** What this tenant's connection has prepared. */
async function preparedBy(tenant: TenantDb): Promise<string[]> {
  const [found] = await tenant.flight(sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements`);
  return found.map(({ statement }) => statement);
}

const failureOf = (work: Promise<unknown>) => work.catch((error) => error);
const insertThing = (id: string) => sql`INSERT INTO things (id) VALUES (${id})`;
const thing = (id: string) => sql<{ id: string }>`SELECT id FROM things WHERE id = ${id}`;

describe('statements', () => {
  it('with parameters are prepared once, our own and those of Prisma; BEGIN and COMMIT are not', async () => {
    const tenant = openTenant();
    for (const value of ['a', 'b']) await tenant.flight(sql`SELECT ${value}::text AS value`);
    for (const name of ['a', 'b']) await tenant.prisma.role.findMany({ where: { name }, select: { id: true } });
    expect((await preparedBy(tenant)).sort()).toEqual([
      expect.stringContaining('FROM "public"."roles"'),
      'SELECT $1::text AS value',
    ]);
  });

  it('are not prepared when the pooler does not support it', async () => {
    const tenant = openTenant({ names: undefined });
    await tenant.flight(sql`SELECT ${'a'}::text`);
    expect(await preparedBy(tenant)).toEqual([]);
  });

  it('that fail leave the connection usable', async () => {
    const tenant = openTenant();
    const divide = (by: number) => sql<{ result: number }>`SELECT 1 / ${by}::int AS result`;
    const next = () => sql<{ one: number }>`SELECT ${1}::int AS one`;
    for (let round = 0; round < 3; round++) {
      await expect(tenant.flight(divide(0), next(), next())).rejects.toThrow('division by zero');
      expect(await tenant.flight(divide(1), next())).toEqual([[{ result: 1 }], [{ one: 1 }]]);
    }
  });
});

describe('a statement that was prepared before a migration', () => {
  const CHANGES: [string, string, string][] = [
    ['the type of a column it answers', 'size TYPE bigint', 'size TYPE int'],
    ['the type of a column it compares', 'id TYPE uuid USING id::uuid', 'id TYPE text'],
  ];

  it.each(CHANGES)('is planned again when that changes %s', async (_, change, undo) => {
    const [id, written] = [crypto.randomUUID(), crypto.randomUUID()];
    const find = () => sql`SELECT size FROM things WHERE id = ${id}`;
    await scratch.asOwner('INSERT INTO things VALUES ($1, 1)', [id]);
    const tenant = openScratch();
    await tenant.flight(find());
    await scratch.asOwner(`ALTER TABLE things ALTER ${change}`);
    const [, [found]] = await tenant.flight(insertThing(written), find());
    expect(Number((found as { size: unknown }).size)).toBe(1);
    // The statement before it in the flight has taken effect once.
    expect(await tenant.flight(thing(written))).toEqual([[{ id: written }]]);
    await tenant.transaction(async ({ flight }) => {
      expect(await flight(thing(id))).toEqual([[{ id }]]);
    });
    await scratch.asOwner(`ALTER TABLE things ALTER ${undo}`);
  });

  it('fails the request in the middle of a transaction, and a retry succeeds', async () => {
    const [id, written] = [crypto.randomUUID(), crypto.randomUUID()];
    const names = createStatementNames();
    const tenant = openScratch({ names });
    const find = () => sql`SELECT size FROM things WHERE id = ${id}`;
    await tenant.flight(find());
    await scratch.asOwner('ALTER TABLE things ALTER size TYPE bigint');
    const attempt = () =>
      tenant.transaction(async ({ flight }) => {
        await flight(insertThing(written));
        await flight(find());
      });
    expect(toAppError(await failureOf(attempt()))).toMatchObject({ code: 'unavailable', retryAfter: 5 });
    expect(await tenant.flight(thing(written))).toEqual([[]]);
    await attempt();
    expect(await tenant.flight(thing(written))).toEqual([[{ id: written }]]);
    await scratch.asOwner('ALTER TABLE things ALTER size TYPE int');
  });
});

describe('a pooler that does not keep prepared statements', () => {
  const LOSSES: [string, string, (tenant: TenantDb) => Promise<unknown>][] = [
    [
      'another server',
      '26000',
      async (tenant) => {
        await tenant.flight(thing('x'));
        await tenant.flight(sql`DEALLOCATE ALL`);
      },
    ],
    [
      'a server of somebody else',
      '42P05',
      (tenant) => {
        const name = createStatementNames().of(thing('x').text);
        return tenant.flight({ text: `PREPARE "${name}" AS SELECT id FROM things WHERE id = $1`, values: [] });
      },
    ],
  ];

  it.each(LOSSES)(
    'gives %s: nothing fails, the log is told, and names are left out for a while',
    async (_, code, lose) => {
      const told: string[] = [];
      const tenant = openScratch({ names: createStatementNames({ onUnsupported: (reason) => told.push(reason) }) });
      await lose(tenant);
      const id = crypto.randomUUID();
      expect(await tenant.flight(insertThing(id), thing('x'), thing(id))).toEqual([[], [], [{ id }]]);
      expect(told).toEqual([code]);
      await tenant.flight(sql`DEALLOCATE ALL`);
      await tenant.flight(thing(id));
      expect(await preparedBy(tenant)).toEqual([]);
    },
  );
});

describe('names', () => {
  it('are the same for the same text in every isolate, and fit into an identifier', () => {
    const [here, there] = [createStatementNames(), createStatementNames()];
    expect(here.of('SELECT $1')).toBe(there.of('SELECT $1'));
    expect(here.of('SELECT $1')).toMatch(/^[0-9a-f]{32}$/);
    expect(here.of('SELECT $2')).not.toBe(here.of('SELECT $1'));
  });

  it('are left out for the refused text only', () => {
    const names = createStatementNames();
    expect(names.withdraw('SELECT $1', '0A000')).toBe(true);
    expect(names.of('SELECT $1')).toBeUndefined();
    expect(names.of('SELECT $2')).toBeDefined();
  });

  it('are not withdrawn for errors that a client can cause', () => {
    const names = createStatementNames();
    for (const code of ['23505', '42501', undefined]) expect(names.withdraw('SELECT $1', code)).toBe(false);
    expect(names.of('SELECT $1')).toBeDefined();
  });
});
