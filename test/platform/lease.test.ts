/** A Prisma client goes from request to request; what was handed out to one is of no use after it. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Connection } from '../../src/platform/connection.ts';
import { Lease } from '../../src/platform/lease.ts';
import { readTables } from '../isolation/catalogue.ts';
import { createRows, type Rows } from '../isolation/rows.ts';
import { openDatabase, openOwner, SETTINGS } from './databases.ts';

let ours: Rows;
let theirs: Rows;
const connections: Connection[] = [];

beforeAll(async () => {
  const tables = await readTables();
  [ours, theirs] = [createRows(tables), createRows(tables)];
  for (const rows of [ours, theirs]) await rows.rowOf('roles');
});

afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
});

function take({ organisationId }: Rows, settings = SETTINGS): { lease: Lease; connection: Connection } {
  const connection = new Connection(settings);
  connections.push(connection);
  return { connection, lease: new Lease({ connection, scope: { kind: 'tenant', organisationId } }) };
}

const organisationsOf = async ({ lease }: { lease: Lease }) =>
  (await lease.prisma.role.findMany()).map((role) => role.organisationId);

describe('a lease', () => {
  it('gives its client to the next, who reaches its own organisation with it', async () => {
    const first = take(ours);
    expect(await organisationsOf(first)).toEqual([ours.organisationId]);
    expect(first.lease.end()).toBe(true);
    const second = take(theirs);
    expect(await organisationsOf(second)).toEqual([theirs.organisationId]);
    expect(second.lease.end()).toBe(true);
  });

  it('leaves nothing behind that works: no client, no model, no transaction', async () => {
    const { lease } = take(ours);
    const { prisma } = lease;
    const { role } = prisma;
    const kept = await lease.transact(async (transaction, inner) => ({ transaction, role: inner.role }));
    lease.end();
    const next = take(theirs);
    await organisationsOf(next);
    const uses = [
      () => prisma.role.findMany(),
      () => role.findMany(),
      () => kept.role.findMany(),
      () => kept.transaction.run([{ text: 'SELECT 1' }]),
      () => lease.transact(async () => 'late'),
    ];
    for (const use of uses) await expect(use()).rejects.toThrow(/after its request had ended|has ended/);
    next.lease.end();
  });

  it('keeps its client while a query is still running, and for ever after', async () => {
    const owner = await openOwner();
    await owner.query('BEGIN; LOCK TABLE roles');
    const { lease } = take(ours);
    const failure = expect(lease.prisma.role.findMany()).rejects.toThrow('after its request had ended');
    expect(lease.end()).toBe(false);
    await owner.query('ROLLBACK');
    await failure;
  });

  it('keeps its client when the connection broke', async () => {
    const taken = take(ours, { ...SETTINGS, connectionString: 'postgresql://x:y@127.0.0.1:1/z' });
    await expect(organisationsOf(taken)).rejects.toThrow();
    expect(taken.lease.end()).toBe(false);
  });

  it('gives its client back after a refusal by the database', async () => {
    const { lease } = take(ours);
    const id = ours.organisationId;
    await expect(
      lease.prisma.role.create({ data: { id, organisationId: id, name: 'a', slug: 'a' } }),
    ).resolves.toBeDefined();
    await expect(
      lease.prisma.role.create({ data: { id, organisationId: id, name: 'b', slug: 'b' } }),
    ).rejects.toThrow();
    expect(lease.end()).toBe(true);
  });
});

describe('a closed database of a request', () => {
  it('opens nothing any more', async () => {
    const database = openDatabase();
    const [used, unused] = [database.tenant(ours.organisationId), database.tenant(ours.organisationId)];
    await used.prisma.role.count();
    await database.close();
    await expect(used.prisma.role.count()).rejects.toThrow('after its request had ended');
    await expect(used.flight({ text: 'SELECT 1', values: [] })).rejects.toThrow('after its request had ended');
    expect(() => unused.prisma).toThrow('after its request had ended');
  });
});
