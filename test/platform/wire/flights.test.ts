/** The connection's count of flights equals the round trips on the wire. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { Connection, type Scope } from '../../../src/platform/database/connection.ts';
import { sql } from '../../../src/platform/database/statement.ts';
import { workerUrl } from '../../migrations-runner/support/scratch.ts';
import { openWire, type Wire } from './proxy.ts';

const TENANT: Scope = { kind: 'tenant', organisationId: uuidv7() };
const SYSTEM: Scope = { kind: 'system' };
const ONE = sql`SELECT 1 AS one`;
const FAILING = sql`SELECT 1 / ${0}::int`;
const SLOW = sql`SELECT pg_sleep(${0.2}::float)`;

describe.each([0, 20])('with %i ms of latency in each direction', (latency) => {
  let wire: Wire;
  let connection: Connection;

  beforeEach(async () => {
    wire = await openWire(workerUrl(), { latency });
    connection = new Connection({ connectionString: wire.url, connectTimeout: 5_000, statementTimeout: 5_000 });
  });

  afterEach(async () => {
    await connection.close();
    await wire.close();
  });

  function expectFlights(flights: number): void {
    expect({ counted: connection.flights, onTheWire: wire.flights }).toEqual({ counted: flights, onTheWire: flights });
  }

  it('connecting is not counted', async () => {
    const transaction = await connection.begin(SYSTEM);
    await transaction.commit();
    transaction.release();
    expectFlights(0);
  });

  it('a statement across organisations is one', async () => {
    const [result] = await connection.run(SYSTEM, [ONE]);
    expect(result?.rows).toEqual([{ one: 1 }]);
    expectFlights(1);
  });

  it("a tenant's statement under row-level security is one", async () => {
    await connection.run(TENANT, [sql`SELECT id FROM users WHERE id = ${uuidv7()}`]);
    expectFlights(1);
  });

  it('many statements together are one', async () => {
    const results = await connection.run(TENANT, [ONE, ONE, sql`SELECT ${'x'} AS two`, ONE]);
    expect(results.map(({ rows }) => rows[0])).toEqual([{ one: 1 }, { one: 1 }, { two: 'x' }, { one: 1 }]);
    expectFlights(1);
  });

  it('queries of the same turn are one', async () => {
    await connection.run(SYSTEM, [ONE]);
    await Promise.all([connection.run(TENANT, [ONE]), connection.run(SYSTEM, [ONE]), connection.run(TENANT, [ONE])]);
    expectFlights(2);
  });

  it('a query after another answer is one more, even while other statements are running', async () => {
    const both = Promise.all([
      connection.run(TENANT, [ONE]).then(() => connection.run(TENANT, [ONE])),
      connection.run(TENANT, [SLOW]),
    ]);
    await both;
    expectFlights(2);
  });

  it('a transaction of two steps with deferred writes is three', async () => {
    const transaction = await connection.begin(TENANT);
    await transaction.run([ONE]);
    transaction.defer([ONE, ONE]);
    await transaction.run([ONE]);
    transaction.defer([ONE]);
    await transaction.commit();
    transaction.release();
    expectFlights(3);
  });

  it('a transaction of deferred writes alone is one', async () => {
    const transaction = await connection.begin(TENANT);
    transaction.defer([ONE, ONE]);
    await transaction.commit();
    transaction.release();
    expectFlights(1);
  });

  it('a rollback is one', async () => {
    const transaction = await connection.begin(TENANT);
    await transaction.run([ONE]);
    await transaction.rollback();
    transaction.release();
    expectFlights(2);
  });

  it('one that fails is one, and so is the next', async () => {
    await expect(connection.run(TENANT, [ONE, FAILING, ONE])).rejects.toMatchObject({ code: '22012' });
    expectFlights(1);
    await connection.run(TENANT, [ONE]);
    expectFlights(2);
  });
});
