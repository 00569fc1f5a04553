/** All requests share one Prisma client, but the clients of one request do not work in another one, or after it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedPrisma } from '../../src/platform/database/prisma-client.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { readTables } from '../isolation/catalogue.ts';
import { createRows, type Rows } from '../isolation/rows.ts';
import { openDatabase, openOwner } from './databases.ts';

let ours: Rows;
let theirs: Rows;

beforeAll(async () => {
  const tables = await readTables();
  [ours, theirs] = [createRows(tables), createRows(tables)];
  for (const rows of [ours, theirs]) await rows.rowOf('roles');
});

const LATE = /after its request had ended|The transaction has ended/;

describe('many requests at once', () => {
  it('each reach their own organisation, over their own connection', async () => {
    const read = async ({ organisationId }: Rows) => {
      const database = openDatabase();
      const tenant = database.tenant(organisationId);
      const [[backend]] = await tenant.flight(sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`);
      const roles = await Promise.all([
        tenant.prisma.role.findMany(),
        tenant.prisma.role.findMany({ where: { organisationId } }),
        tenant.transaction(async ({ prisma }) => [
          ...(await prisma.role.findMany()),
          ...(await prisma.role.findMany()),
        ]),
      ]);
      const organisations = new Set(roles.flat().map((role) => role.organisationId));
      return { backend: backend?.pid, organisations: [...organisations], expected: organisationId };
    };
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => read(index % 2 ? ours : theirs)));
    for (const { organisations, expected } of answers) expect(organisations).toEqual([expected]);
    expect(new Set(answers.map(({ backend }) => backend)).size).toBe(answers.length);
  });

  it('are not batched together, and queries of one request in the same turn are one flight', async () => {
    const { id } = (await ours.rowOf('roles')) as { id: string };
    const databases = [openDatabase(), openDatabase()];
    const find = ({ organisationId }: Rows, index: number) => {
      const { prisma } = (databases[index] as ReturnType<typeof openDatabase>).tenant(organisationId);
      const where = { id };
      return Promise.all([prisma.role.findUnique({ where }), prisma.role.findUnique({ where })]);
    };
    const [own, foreign] = await Promise.all([find(ours, 0), find(theirs, 1)]);
    expect(own).toMatchObject([{ id }, { id }]);
    expect(foreign).toEqual([null, null]);
    expect(databases.map(({ flights }) => flights)).toEqual([1, 1]);
  });
});

describe('after the request', () => {
  it('its client, models, transaction and flights no longer work', async () => {
    const database = openDatabase();
    const tenant = database.tenant(ours.organisationId);
    const { role } = tenant.prisma;
    const kept = await tenant.transaction(async (transaction) => transaction);
    await database.close();
    const uses = [
      () => tenant.prisma.role.findMany(),
      () => role.findMany(),
      () => kept.prisma.role.findMany(),
      () => kept.flight(sql`SELECT 1`),
      () => tenant.transaction(async () => 'late'),
      () => tenant.flight(sql`SELECT 1`),
      () => database.system.flight(sql`SELECT 1`),
    ];
    for (const use of uses) await expect((async () => use())()).rejects.toThrow(LATE);
  });

  it('statements that were sent are completed, and no more are sent', async () => {
    const owner = await openOwner();
    await owner.query('BEGIN; LOCK TABLE roles');
    const database = openDatabase();
    const { prisma } = database.tenant(ours.organisationId);
    const sent = prisma.role.count().then((count) => count);
    const chain = prisma.role.count().then(() => prisma.role.count());
    const failure = expect(chain).rejects.toThrow(LATE);
    await expect.poll(() => database.flights).toBe(1);
    const closed = database.close();
    await owner.query('ROLLBACK');
    await closed;
    expect(await sent).toBeGreaterThan(0);
    await failure;
  });
});

it('the shared client cannot be used outside of a request', async () => {
  await expect(sharedPrisma().client.role.count()).rejects.toThrow('outside of a request');
});
