/** A flight: Prisma operations and SQL statements in one transaction and one round trip. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { RequestDb, TenantDb } from '../../src/platform/database/db.ts';
import { isUniqueViolation } from '../../src/platform/database/errors.ts';
import { MISSING, nullIfMissing, required } from '../../src/platform/database/required-row.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { readTables } from '../isolation/catalogue.ts';
import { createRows, type Rows } from '../isolation/rows.ts';
import { asOwner } from '../support/database.ts';
import { openDatabase } from './databases.ts';

let rows: Rows;

beforeAll(async () => {
  rows = createRows(await readTables());
  for (const table of ['organisations', 'users', 'roles', 'user_roles']) await rows.rowOf(table);
});

function open(): { database: RequestDb; tenant: TenantDb } {
  const database = openDatabase();
  return { database, tenant: database.tenant(rows.organisationId) };
}

const newSlug = () => `role-${crypto.randomUUID()}`;
const roleOf = (slug: string) => ({ organisationId: rows.organisationId, name: slug, slug });
const insertRole = (slug: string) => sql`
  INSERT INTO roles (id, organisation_id, name, slug)
  VALUES (gen_random_uuid(), ${rows.organisationId}, ${slug}, ${slug})`;
const violation = sql`SELECT 1 / ${0}::int AS n`;
const nobody = crypto.randomUUID();

async function storedRoles(...slugs: string[]): Promise<string[]> {
  const found = await asOwner<{ slug: string }>('SELECT slug FROM roles WHERE slug = ANY ($1) ORDER BY slug', [slugs]);
  return found.map((row) => row.slug);
}

async function storedRole(): Promise<string> {
  const { tenant } = open();
  const slug = newSlug();
  await tenant.prisma.role.create({ data: roleOf(slug), select: { id: true } });
  return slug;
}

const bySlug = (slug: string) => ({ organisationId_slug: { organisationId: rows.organisationId, slug } });

describe('a flight', () => {
  it('is one round trip for any operations and statements, and answers in their order', async () => {
    const { database, tenant } = open();
    const [kept, renamed, removed, created] = [await storedRole(), await storedRole(), await storedRole(), newSlug()];
    const { prisma } = tenant;
    const answers = await tenant.flight(
      prisma.role.findMany({ where: { slug: kept }, select: { slug: true } }),
      sql<{ n: number }>`SELECT ${1}::int AS n`,
      prisma.role.create({ data: roleOf(created), select: { slug: true } }),
      prisma.role.updateMany({ where: { slug: renamed }, data: { name: 'renamed' } }),
      prisma.role.deleteMany({ where: { slug: removed } }),
      prisma.role.createMany({ data: [roleOf(newSlug()), roleOf(newSlug())] }),
      prisma.role.count({ where: { slug: { in: [kept, created] } } }),
      prisma.role.update({ where: bySlug(renamed), data: { description: 'again' }, select: { name: true } }),
      prisma.role.findFirst({ where: { slug: removed }, select: { slug: true } }),
    );
    expect(answers).toEqual([
      [{ slug: kept }],
      [{ n: 1 }],
      { slug: created },
      { count: 1 },
      { count: 1 },
      { count: 2 },
      2,
      { name: 'renamed' },
      null,
    ]);
    expect(database.flights).toBe(1);
  });

  it('reads relations of any depth with one statement', async () => {
    const texts: string[] = [];
    const database = openDatabase({ onFlight: (flight) => texts.push(...flight.texts) });
    const tenant = database.tenant(rows.organisationId);
    const select = {
      id: true,
      roles: { select: { role: { select: { slug: true } } } },
      _count: { select: { roles: true } },
    };
    const [people] = await tenant.flight(tenant.prisma.user.findMany({ select }));
    expect(people.some(({ roles }) => roles.some(({ role }) => role.slug !== ''))).toBe(true);
    // BEGIN with the scope, the statement, COMMIT.
    expect(texts).toHaveLength(3);
    expect(database.flights).toBe(1);
  });

  it('sends nothing for an operation that needs nothing', async () => {
    const { database, tenant } = open();
    const answers = await tenant.flight(tenant.prisma.role.createMany({ data: [] }));
    expect(answers).toEqual([{ count: 0 }]);
    expect(database.flights).toBe(0);
  });

  it('keeps operations and statements to the organisation', async () => {
    const { tenant } = open();
    const other = createRows(await readTables());
    await other.rowOf('roles');
    const [all, [count]] = await tenant.flight(
      tenant.prisma.role.findMany({ select: { organisationId: true } }),
      sql<{ n: number }>`SELECT count(DISTINCT organisation_id)::int AS n FROM roles`,
    );
    expect(new Set(all.map(({ organisationId }) => organisationId))).toEqual(new Set([rows.organisationId]));
    expect(count?.n).toBe(1);
  });

  it('shares a round trip with others of the same turn, each in its own transaction', async () => {
    const { database, tenant } = open();
    const [kept, undone] = [newSlug(), newSlug()];
    const [first, second] = await Promise.allSettled([
      tenant.flight(tenant.prisma.role.create({ data: roleOf(kept) })),
      tenant.flight(tenant.prisma.role.create({ data: roleOf(undone) }), violation),
    ]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(await storedRoles(kept, undone)).toEqual([kept]);
    expect(database.flights).toBe(1);
  });

  it('can be part of a transaction, and so can deferred operations', async () => {
    const { database, tenant } = open();
    const slugs = [newSlug(), newSlug(), newSlug(), newSlug()].sort();
    const [first = '', second = '', third = '', fourth = ''] = slugs;
    await tenant.transaction(async ({ prisma, flight, defer }) => {
      defer(tenant.prisma.role.create({ data: roleOf(fourth) }), insertRole(third));
      await flight(prisma.role.create({ data: roleOf(first) }), tenant.prisma.role.create({ data: roleOf(second) }));
    });
    expect(await storedRoles(...slugs)).toEqual(slugs);
    expect(database.flights).toBe(2);
  });

  it('rolls the transaction back when it is deferred and cannot be sent, and leaves the connection usable', async () => {
    const { tenant } = open();
    const slug = newSlug();
    const attempt = tenant.transaction(async ({ flight, defer }) => {
      await flight(insertRole(slug));
      defer(tenant.prisma.role.findFirst({ where: { nothing: 1 } as never }));
    });
    await expect(attempt).rejects.toMatchObject({ name: 'PrismaClientValidationError' });
    expect(await storedRoles(slug)).toEqual([]);
    expect(await tenant.prisma.role.count({ where: { slug } })).toBe(0);
  });
});

describe('all or nothing', () => {
  it.each([
    ['a statement', () => violation, { code: '22012' }],
    [
      'a unique violation',
      (tenant: TenantDb) => tenant.prisma.role.createMany({ data: [roleOf('x'), roleOf('x')] }),
      { code: 'P2002' },
    ],
    [
      'an update of no row',
      (tenant: TenantDb) => tenant.prisma.role.update({ where: { id: nobody }, data: { name: 'n' } }),
      { code: 'P2025' },
    ],
    [
      'a deletion of no row',
      (tenant: TenantDb) => tenant.prisma.role.delete({ where: { id: nobody } }),
      { code: 'P2025' },
    ],
    [
      'a read that must find',
      (tenant: TenantDb) => tenant.prisma.role.findFirstOrThrow({ where: { id: nobody } }),
      { code: 'P2025' },
    ],
    [
      'a value that cannot be written',
      (tenant: TenantDb) => tenant.prisma.role.findFirst({ where: { id: 'no id' } }),
      { code: 'P2007' },
    ],
    [
      'an argument that Prisma refuses',
      (tenant: TenantDb) => tenant.prisma.role.findFirst({ where: { nothing: 1 } as never }),
      { name: 'PrismaClientValidationError' },
    ],
  ])('%s undoes the items before and after it', async (_, failing, error) => {
    const { tenant } = open();
    const slugs = [newSlug(), newSlug(), newSlug()];
    const [before = '', between = '', behind = ''] = slugs;
    const attempt = tenant.flight(
      tenant.prisma.role.create({ data: roleOf(before) }),
      insertRole(between),
      failing(tenant),
      tenant.prisma.role.create({ data: roleOf(behind) }),
    );
    await expect(attempt).rejects.toMatchObject(error);
    expect(await storedRoles(...slugs)).toEqual([]);
  });

  it('an error names the operation that failed', async () => {
    const { tenant } = open();
    const slug = await storedRole();
    const attempt = tenant.flight(
      tenant.prisma.user.findMany({ select: { id: true } }),
      tenant.prisma.role.create({ data: roleOf(slug) }),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'P2002', meta: { modelName: 'Role' } });
  });

  it('a unique violation names its index, whether a statement or an operation causes it', async () => {
    const { tenant } = open();
    const slug = await storedRole();
    const index = 'roles_organisation_id_slug_key';
    for (const item of [insertRole(slug), tenant.prisma.role.create({ data: roleOf(slug) })]) {
      const error = await tenant.flight(item).catch((refused) => refused);
      expect(isUniqueViolation(error)).toBe(true);
      expect(isUniqueViolation(error, index)).toBe(true);
      expect(isUniqueViolation(error, 'roles_pkey')).toBe(false);
    }
    expect(isUniqueViolation(await tenant.flight(violation).catch((refused) => refused))).toBe(false);
  });

  it('a required item that finds no row undoes the flight and throws the error of the caller', async () => {
    const { database, tenant } = open();
    const slug = newSlug();
    const missing = () => new Error('There is no such role');
    const wanted = [
      required(tenant.prisma.role.findFirst({ where: { id: nobody }, select: { id: true } }), missing),
      required(
        tenant.prisma.role.update({ where: { id: nobody }, data: { name: 'n' }, select: { id: true } }),
        missing,
      ),
      required(sql<{ id: string }>`UPDATE roles SET name = ${'n'} WHERE id = ${nobody} RETURNING id`, missing),
    ];
    for (const item of wanted) {
      const attempt = tenant.flight(item, tenant.prisma.role.create({ data: roleOf(slug) }));
      await expect(attempt).rejects.toThrow('There is no such role');
    }
    expect(await storedRoles(slug)).toEqual([]);
    expect(database.flights).toBe(wanted.length);
  });

  it('nullIfMissing returns null when a required item finds no row, and passes other errors on', async () => {
    const { tenant } = open();
    const slug = newSlug();
    const role = (id: string) =>
      required(tenant.prisma.role.findFirst({ where: { id }, select: { id: true } }), MISSING);
    expect(await nullIfMissing(tenant.flight(insertRole(slug), role(nobody)))).toBeNull();
    expect(await storedRoles(slug)).toEqual([]);
    await expect(nullIfMissing(tenant.flight(insertRole(slug), violation))).rejects.toThrow('division by zero');
    expect(await nullIfMissing(tenant.flight(sql<{ n: number }>`SELECT ${1}::int AS n`))).toEqual([[{ n: 1 }]]);
  });

  it('a required item that finds its row is answered unchanged', async () => {
    const { tenant } = open();
    const slug = await storedRole();
    const missing = () => new Error('There is no such role');
    const where = { organisationId: rows.organisationId, slug };
    const [read, changed, stated] = await tenant.flight(
      required(tenant.prisma.role.findFirst({ where, select: { slug: true, createdAt: true } }), missing),
      required(
        tenant.prisma.role.update({ where: bySlug(slug), data: { name: 'n' }, select: { name: true } }),
        missing,
      ),
      required(sql<{ slug: string }>`UPDATE roles SET name = ${'m'} WHERE slug = ${slug} RETURNING slug`, missing),
    );
    expect(read).toEqual({ slug, createdAt: expect.any(Date) });
    expect(changed).toEqual({ name: 'n' });
    expect(stated).toEqual([{ slug }]);
  });
});

describe('an unsupported item is refused before anything is sent', () => {
  it.each([
    [
      'a transaction of its own',
      (tenant: TenantDb) => tenant.prisma.role.create({ data: roleOf(newSlug()), include: { permissions: true } }),
    ],
    [
      'a second statement',
      (tenant: TenantDb) =>
        tenant.prisma.role.upsert({
          where: bySlug('x'),
          create: roleOf('x'),
          update: {},
          include: { permissions: true },
        }),
    ],
  ])('%s', async (_, operation) => {
    const { database, tenant } = open();
    const slug = newSlug();
    const attempt = tenant.flight(insertRole(slug), operation(tenant));
    await expect(attempt).rejects.toThrow('use transaction()');
    expect(await storedRoles(slug)).toEqual([]);
    expect(database.flights).toBe(0);
  });

  it('an operation that was awaited before, and would run twice', async () => {
    const { tenant } = open();
    const operation = tenant.prisma.role.findMany();
    await operation;
    await expect((async () => tenant.flight(operation))()).rejects.toThrow('role.findMany was awaited');
  });
});

describe('across organisations', () => {
  it('Prisma reads and deletes in flights, hides soft-deleted rows, and refuses other writes', async () => {
    const { database } = open();
    const other = createRows(await readTables());
    const { id: userId, organisation_id: organisationId } = (await other.rowOf('users')) as {
      id: string;
      organisation_id: string;
    };
    const { prisma, flight } = database.system;
    const where = { id: { in: [String((await rows.rowOf('users')).id), userId] } };
    const [people, [one], removed] = await flight(
      prisma.user.findMany({ where, select: { organisationId: true, organisation: { select: { id: true } } } }),
      sql<{ n: number }>`SELECT ${1}::int AS n`,
      prisma.session.deleteMany({ where: { expiresAt: { lt: new Date(0) } }, limit: 1 }),
    );
    expect(new Set(people.map((person) => person.organisation.id))).toEqual(
      new Set([rows.organisationId, organisationId]),
    );
    expect(one?.n).toBe(1);
    expect(removed.count).toBe(0);
    expect(database.flights).toBe(1);
    await asOwner('UPDATE users SET deleted_at = now() WHERE id = $1', [userId]);
    expect(await prisma.user.count({ where })).toBe(1);
    const update = async () => (prisma.user as never as Record<string, (args: object) => unknown>).updateMany?.({});
    await expect(update()).rejects.toThrow('User.updateMany is not available across organisations');
  });

  it('Prisma records the result of a delivery, and moves no row to another organisation', async () => {
    const { prisma } = open().database.system;
    const where = { id: String((await rows.rowOf('outbound_emails')).id) };
    const recorded = await prisma.outboundEmail.updateMany({ where, data: { errorMessage: 'refused' } });
    expect(recorded).toEqual({ count: 1 });
    const move = async () => prisma.outboundEmail.updateMany({ where, data: { organisationId: nobody } });
    await expect(move()).rejects.toThrow('cannot move to another organisation');
  });
});
