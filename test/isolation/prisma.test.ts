/// <reference types="vite/client" />
/** The tenant's Prisma client alone, on the owner's connection, to which row-level security does not apply. */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRequestDb, type RequestDb, type TenantDb } from '../../src/platform/database/db.ts';
import type { TenantPrisma } from '../../src/platform/database/tenant-prisma.ts';
import { Prisma } from '../../src/platform/generated/prisma/client.ts';
import { asOwner } from '../support/database.ts';
import { readTables, tenantTables } from './catalogue.ts';
import { relationsAcross } from './relations.ts';
import { createRows, type Row, type Rows } from './rows.ts';

const schema = Object.values(
  import.meta.glob<string>('../../prisma/schema/*.prisma', { query: '?raw', import: 'default', eager: true }),
).join('\n');
const TABLES = await readTables();
const FIELDS = Prisma as unknown as Record<string, Record<string, string>>;
const TENANT_MODELS = Object.keys(Prisma.ModelName).filter(
  (model) => model === 'Organisation' || FIELDS[`${model}ScalarFieldEnum`]?.organisationId,
);
const NOT_FOUND = { code: 'P2025' };

let ours: Rows;
let theirs: Rows;
let database: RequestDb;
let tenant: TenantDb;
let prisma: TenantPrisma;

beforeAll(async () => {
  ours = createRows(TABLES);
  theirs = createRows(TABLES);
  for (const rows of [ours, theirs]) for (const { name } of tenantTables(TABLES)) await rows.rowOf(name);
  const connectionString = (env as unknown as { TEST_OWNER_DATABASE_URL: string }).TEST_OWNER_DATABASE_URL;
  database = openRequestDb({ connectionString, connectTimeout: 5_000, statementTimeout: 5_000 });
  tenant = database.tenant(ours.organisationId);
  prisma = tenant.prisma;
});

afterAll(() => database.close());

type Operation = (args?: unknown) => Promise<unknown>;
type Delegate = Record<string, Operation>;

/** Any model by its name, without types: calls that TypeScript forbids must not work either. */
function model(name: string, client: unknown = prisma): Delegate {
  const property = name.charAt(0).toLowerCase() + name.slice(1);
  return (client as Record<string, Delegate>)[property] as Delegate;
}

const call = (name: string, operation: string, args?: unknown) => (model(name)[operation] as Operation)(args);

async function idIn(rows: Rows, table: string): Promise<string> {
  return (await rows.rowOf(table)).id as string;
}

async function stored(table: string, id: string): Promise<Row | undefined> {
  const [row] = await asOwner(`SELECT * FROM ${table} WHERE id = $1`, [id]);
  return row;
}

/** A refusal before anything is sent to the database. */
async function expectRefusal(attempt: () => Promise<unknown>): Promise<void> {
  const flights = database.flights;
  await expect((async () => attempt())()).rejects.toThrow(/not available|another organisation/);
  expect(database.flights).toBe(flights);
}

describe.each(TENANT_MODELS)('reading %s', (name) => {
  const key = name === 'Organisation' ? 'id' : 'organisationId';

  it('finds, counts, aggregates and groups the rows of the organisation only', async () => {
    const found = (await call(name, 'findMany')) as Row[];
    expect(new Set(found.map((row) => row[key]))).toEqual(new Set([ours.organisationId]));
    expect(await call(name, 'count')).toBe(found.length);
    expect(await call(name, 'aggregate', { _count: true })).toEqual({ _count: found.length });
    const groups = await call(name, 'groupBy', { by: [key], _count: true });
    expect(groups).toEqual([{ [key]: ours.organisationId, _count: found.length }]);
  });

  it.each([
    ['by its organisation', () => ({ [key]: theirs.organisationId })],
    ['with OR', () => ({ OR: [{ [key]: theirs.organisationId }, { [key]: theirs.organisationId }] })],
    ['with AND', () => ({ AND: { [key]: theirs.organisationId } })],
    ['with NOT', () => ({ NOT: { [key]: ours.organisationId } })],
    ['with in', () => ({ [key]: { in: [theirs.organisationId] } })],
  ])('finds nothing of another organisation asked for %s', async (_, where) => {
    expect(await call(name, 'findFirst', { where: where() })).toBeNull();
    expect(await call(name, 'findMany', { where: where() })).toEqual([]);
    expect(await call(name, 'count', { where: where() })).toBe(0);
  });
});

describe('a row of another organisation', () => {
  it('is not found by its id', async () => {
    const id = await idIn(theirs, 'roles');
    expect(await prisma.role.findUnique({ where: { id } })).toBeNull();
    expect(await prisma.role.findFirst({ where: { id } })).toBeNull();
    await expect(prisma.role.findUniqueOrThrow({ where: { id } })).rejects.toMatchObject(NOT_FOUND);
    await expect(prisma.role.findFirstOrThrow({ where: { id } })).rejects.toMatchObject(NOT_FOUND);
  });

  it('is not found by a unique key that names its organisation', async () => {
    const { slug } = (await theirs.rowOf('roles')) as { slug: string };
    const where = { organisationId_slug: { organisationId: theirs.organisationId, slug } };
    expect(await prisma.role.findUnique({ where })).toBeNull();
    const id = await idIn(theirs, 'users');
    const byPair = { organisationId_id: { organisationId: theirs.organisationId, id } };
    expect(await prisma.user.findUnique({ where: byPair })).toBeNull();
  });

  it('is not found among others that are looked up in the same turn', async () => {
    const [own, foreign] = [await idIn(ours, 'users'), await idIn(theirs, 'users')];
    const find = (id: string) => prisma.user.findUnique({ where: { id }, select: { id: true } });
    expect(await Promise.all([find(own), find(foreign), find(own)])).toEqual([{ id: own }, null, { id: own }]);
  });

  it('is not revealed by an order or a cursor', async () => {
    const cursor = { id: await idIn(theirs, 'users') };
    await expectRefusal(() => prisma.user.findMany({ cursor, orderBy: { name: 'asc' } }));
  });

  it('is not updated', async () => {
    const id = await idIn(theirs, 'users');
    const before = await stored('users', id);
    const data = { name: 'Mallory' };
    await expect(prisma.user.update({ where: { id }, data })).rejects.toMatchObject(NOT_FOUND);
    expect(await prisma.user.updateMany({ where: { id }, data })).toEqual({ count: 0 });
    expect(await prisma.user.updateManyAndReturn({ where: { OR: [{ id }, { id }] }, data })).toEqual([]);
    expect(await stored('users', id)).toEqual(before);
  });

  it('is not updated or deleted by updateMany or deleteMany without a filter', async () => {
    const id = await idIn(theirs, 'roles');
    await prisma.role.updateMany({ data: { description: 'changed' } });
    expect(await stored('roles', id)).toMatchObject({ description: null });
    const roles = await asOwner('SELECT id FROM roles WHERE organisation_id = $1', [ours.organisationId]);
    expect(await prisma.role.deleteMany({})).toEqual({ count: roles.length });
    expect(await stored('roles', id)).toBeDefined();
  });

  it('is not deleted', async () => {
    const id = await idIn(theirs, 'sessions');
    await expect(prisma.session.delete({ where: { id } })).rejects.toMatchObject(NOT_FOUND);
    expect(await prisma.session.deleteMany({ where: { id } })).toEqual({ count: 0 });
    expect(await prisma.session.deleteMany({ where: { NOT: { organisationId: ours.organisationId } } })).toEqual({
      count: 0,
    });
    expect(await stored('sessions', id)).toBeDefined();
  });

  it('is not reached by an upsert', async () => {
    const before = (await stored('organisations', theirs.organisationId)) as { slug: string; name: string };
    const { slug } = before;
    const create = { name: `New ${slug}`, slug, email: `${slug}@example.com` };
    const byTheirSlug = { where: { slug }, create, update: { name: 'Mallory' } };
    await expect(prisma.organisation.upsert(byTheirSlug)).rejects.toThrow();
    const role = (await theirs.rowOf('roles')) as { slug: string };
    const upserted = await prisma.role.upsert({
      where: { organisationId_slug: { organisationId: theirs.organisationId, slug: role.slug } },
      create: { name: 'Ours', slug: role.slug } as never,
      update: { name: 'Mallory' },
    });
    expect(upserted).toMatchObject({ organisationId: ours.organisationId, name: 'Ours' });
    expect(await stored('organisations', theirs.organisationId)).toEqual(before);
    expect(await stored('roles', await idIn(theirs, 'roles'))).not.toMatchObject({ name: 'Mallory' });
  });
});

describe('moving a row to another organisation', () => {
  const where = async () => ({ id: await idIn(ours, 'users') });

  it('is refused in update, updateMany, updateManyAndReturn and upsert', async () => {
    const data = { organisationId: theirs.organisationId };
    for (const operation of ['update', 'updateMany', 'updateManyAndReturn']) {
      await expectRefusal(async () => call('User', operation, { where: await where(), data }));
    }
    await expectRefusal(async () => call('User', 'upsert', { where: await where(), create: {}, update: data }));
    await expectRefusal(() => call('Organisation', 'updateMany', { data: { id: theirs.organisationId } }));
  });

  it('is refused through a relation', async () => {
    const foreign = { connect: { id: await idIn(theirs, 'users') } };
    await expectRefusal(async () =>
      call('User', 'update', {
        where: await where(),
        data: { organisation: { connect: { id: theirs.organisationId } } },
      }),
    );
    const session = { id: await idIn(ours, 'sessions') };
    await expectRefusal(() => call('Session', 'update', { where: session, data: { user: foreign } }));
    const own = { id: ours.organisationId };
    await expectRefusal(() => call('Organisation', 'update', { where: own, data: { users: foreign } }));
    await expectRefusal(() => call('Organisation', 'update', { where: own, data: { owner: foreign } }));
    await expectRefusal(() => call('Organisation', 'update', { where: own, data: { users: { set: [foreign] } } }));
  });
});

describe('writing through relations', () => {
  it('creates children of a new row in the same organisation', async () => {
    const slug = crypto.randomUUID();
    const permissionId = await idIn(ours, 'permissions');
    const created = (await call('Role', 'create', {
      data: { name: 'Editor', slug, permissions: { create: [{ permissionId }] } },
      include: { permissions: true },
    })) as Row;
    expect(created).toMatchObject({ permissions: [{ organisationId: ours.organisationId, permissionId }] });
  });

  it('cannot create a row of another organisation', async () => {
    const user = { organisationId: theirs.organisationId, firstName: 'M', lastName: 'M', name: 'M', email: 'm@m.test' };
    const where = { id: await idIn(ours, 'sessions') };
    await expectRefusal(() => call('Session', 'update', { where, data: { user: { create: user } } }));
    const organisation = { create: { name: 'New', slug: 'new', email: 'new@example.com' } };
    await expectRefusal(() => call('Session', 'update', { where, data: { organisation } }));
  });

  it.each(['connectOrCreate', 'update', 'updateMany', 'upsert', 'delete', 'deleteMany', 'disconnect', 'set'])(
    'does not %s',
    async (operation) => {
      const where = { id: ours.organisationId };
      await expectRefusal(() => call('Organisation', 'update', { where, data: { users: { [operation]: {} } } }));
    },
  );

  it('cannot write the catalogues that all organisations share', async () => {
    const link = { organisationId: ours.organisationId };
    const permission = { update: { roles: { deleteMany: {} } } };
    await expectRefusal(() => call('RolePermission', 'update', { where: link, data: { permission } }));
  });
});

describe('creating', () => {
  const data = () => ({ name: 'Role', slug: crypto.randomUUID() });

  it('stamps the organisation on one row or many', async () => {
    const organisationId = ours.organisationId;
    expect(await call('Role', 'create', { data: data() })).toMatchObject({ organisationId });
    expect(await call('Role', 'create', { data: { ...data(), organisationId } })).toMatchObject({ organisationId });
    expect(await call('Role', 'createMany', { data: [data(), data()] })).toEqual({ count: 2 });
    const rows = await call('Role', 'createManyAndReturn', { data: [data(), { ...data(), organisationId }] });
    expect(rows).toMatchObject([{ organisationId }, { organisationId }]);
  });

  it('is refused for another organisation', async () => {
    const foreign = { ...data(), organisationId: theirs.organisationId };
    await expectRefusal(() => call('Role', 'create', { data: foreign }));
    await expectRefusal(() => call('Role', 'createMany', { data: [data(), foreign] }));
    await expectRefusal(() => call('Role', 'createManyAndReturn', { data: [data(), foreign] }));
    const organisation = { connect: { id: theirs.organisationId } };
    await expectRefusal(() => call('Role', 'create', { data: { ...data(), organisation } }));
    const upsert = { where: { id: await idIn(ours, 'roles') }, create: foreign, update: {} };
    await expectRefusal(() => call('Role', 'upsert', upsert));
    await expectRefusal(() => call('Organisation', 'create', { data: { id: theirs.organisationId, name: 'x' } }));
  });
});

describe('relations', () => {
  it('lead to rows of the same organisation', async () => {
    const found = (await prisma.user.findFirst({
      where: { id: await idIn(ours, 'users') },
      include: { organisation: { include: { clients: true, users: true } }, sessions: true, roles: true },
    })) as unknown as Row & { organisation: { clients: Row[]; users: Row[] }; sessions: Row[] };
    const related = [...found.organisation.clients, ...found.organisation.users, ...found.sessions];
    expect(found.sessions.length).toBeGreaterThan(0);
    expect(new Set(related.map((row) => row.organisationId))).toEqual(new Set([ours.organisationId]));
  });

  it('are counted within the organisation', async () => {
    const counts = { _count: { select: { users: true, clients: true } } };
    const [row] = await asOwner(
      `SELECT (SELECT count(*)::int FROM users WHERE organisation_id = $1) AS users,
              (SELECT count(*)::int FROM clients WHERE organisation_id = $1) AS clients`,
      [ours.organisationId],
    );
    expect(await prisma.organisation.findFirst({ select: counts })).toEqual({ _count: row });
  });

  it.each([
    ['include', { include: { permissions: { include: { permission: { include: { roles: true } } } } } }],
    ['select', { select: { permissions: { select: { permission: { select: { roles: true } } } } } }],
    [
      'count',
      { include: { permissions: { include: { permission: { include: { _count: { select: { roles: true } } } } } } } },
    ],
    ['where', { where: { permissions: { some: { permission: { roles: { some: { roleId: 'x' } } } } } } }],
    ['where with NOT', { where: { NOT: [{ permissions: { none: { permission: { roles: { none: {} } } } } }] } }],
    ['orderBy', { orderBy: [{ slug: 'asc' }, { permission: { roles: { _count: 'desc' } } }] }],
  ])('that leave the organisation are refused: %s', async (_, args) => {
    const name = 'orderBy' in args ? 'RolePermission' : 'Role';
    await expectRefusal(() => call(name, 'findMany', args));
  });
});

describe('every relation that is not keyed by the organisation', () => {
  it.each(relationsAcross(schema))('is refused: %s.%s', async (name, field) => {
    await expectRefusal(() => call(name, 'findMany', { include: { [field]: true } }));
    await expectRefusal(() => call(name, 'findMany', { include: { _count: { select: { [field]: true } } } }));
  });
});

describe('models without an organisation', () => {
  it('can be read by every tenant', async () => {
    expect(await prisma.permission.count()).toBeGreaterThan(0);
    expect(await prisma.scope.findMany({ take: 1 })).toHaveLength(1);
  });

  it.each(['Permission', 'Scope'])('cannot be written: %s', async (name) => {
    for (const operation of ['create', 'createMany', 'update', 'updateMany', 'upsert', 'delete', 'deleteMany']) {
      await expectRefusal(() => call(name, operation, { where: {}, data: {} }));
    }
  });

  it('do not lead to the rows of organisations', async () => {
    await expectRefusal(() => call('Permission', 'findMany', { include: { roles: true } }));
    await expectRefusal(() => call('Permission', 'count', { where: { roles: { some: {} } } }));
  });

  it('do not show the signing keys', async () => {
    for (const operation of ['findMany', 'findFirst', 'count', 'deleteMany']) {
      await expectRefusal(() => call('JWK', operation));
    }
  });
});

describe('what is not listed', () => {
  it.each(['findRaw', 'aggregateRaw'])('is refused: %s', async (operation) => {
    await expectRefusal(() => call('User', operation));
  });

  it.each([
    '$queryRaw',
    '$queryRawUnsafe',
    '$executeRaw',
    '$executeRawUnsafe',
    '$transaction',
    '$extends',
    '$disconnect',
  ])('does not exist: %s', (name) => {
    expect((prisma as unknown as Row)[name]).toBeUndefined();
  });
});

describe('an interactive transaction', () => {
  it('is restricted to the organisation in the same way', async () => {
    const id = await idIn(theirs, 'users');
    await tenant.transaction(async (transaction) => {
      const found = (await model('User', transaction.prisma).findMany?.()) as Row[];
      expect(new Set(found.map((row) => row.organisationId))).toEqual(new Set([ours.organisationId]));
      const update = { where: { id }, data: { name: 'Mallory' } };
      expect(await transaction.prisma.user.updateMany(update)).toEqual({ count: 0 });
      const create = model('User', transaction.prisma).create as Operation;
      await expectRefusal(() => create({ data: { organisationId: theirs.organisationId } }));
    });
  });
});
