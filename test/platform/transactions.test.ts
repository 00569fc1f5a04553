/** Interactive transactions are atomic, and have the connection for themselves. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { RequestDb, TenantDb } from '../../src/platform/database/db.ts';
import { type Statement, sql } from '../../src/platform/database/statement.ts';
import { readTables } from '../isolation/catalogue.ts';
import { createRows, type Rows } from '../isolation/rows.ts';
import { asOwner } from '../support/database.ts';
import { openDatabase } from './databases.ts';

let rows: Rows;

beforeAll(async () => {
  rows = createRows(await readTables());
  await rows.rowOf('organisations');
});

function open(): { database: RequestDb; tenant: TenantDb } {
  const database = openDatabase();
  return { database, tenant: database.tenant(rows.organisationId) };
}

function insertRole(slug: string): Statement {
  return sql`INSERT INTO roles (id, organisation_id, name, slug)
             VALUES (gen_random_uuid(), ${rows.organisationId}, ${slug}, ${slug})`;
}

const createdByPrisma = (slug: string) => ({ data: { organisationId: rows.organisationId, name: slug, slug } });
const violation = sql`SELECT 1 / ${0}::int`;
const newSlug = () => `role-${crypto.randomUUID()}`;

async function storedRoles(...slugs: string[]): Promise<string[]> {
  const found = await asOwner<{ slug: string }>('SELECT slug FROM roles WHERE slug = ANY ($1) ORDER BY slug', [slugs]);
  return found.map((row) => row.slug);
}

describe('a transaction', () => {
  it('commits writes of Prisma, flights and deferred statements, with one round trip a step and one for the commit', async () => {
    const { database, tenant } = open();
    const slugs = [newSlug(), newSlug(), newSlug()].sort();
    const [first = '', second = '', third = ''] = slugs;
    const result = await tenant.transaction(async (transaction) => {
      await transaction.prisma.role.create(createdByPrisma(first));
      transaction.defer(insertRole(third));
      await transaction.flight(insertRole(second), sql`SELECT 1`);
      return 'done';
    });
    expect(result).toBe('done');
    expect(database.flights).toBe(3);
    expect(await storedRoles(...slugs)).toEqual(slugs);
  });

  it('sees its own writes, and others see them only after the commit', async () => {
    const { tenant } = open();
    const slug = newSlug();
    await tenant.transaction(async (transaction) => {
      await transaction.flight(insertRole(slug));
      expect(await transaction.prisma.role.count({ where: { slug } })).toBe(1);
      expect(await storedRoles(slug)).toEqual([]);
    });
    expect(await storedRoles(slug)).toEqual([slug]);
  });

  it('rolls everything back when its work throws, and passes the error on', async () => {
    const { tenant } = open();
    const [slug, deferred] = [newSlug(), newSlug()];
    const failure = new Error('changed my mind');
    const attempt = tenant.transaction(async (transaction) => {
      await transaction.prisma.role.create(createdByPrisma(slug));
      transaction.defer(insertRole(deferred));
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect(await storedRoles(slug, deferred)).toEqual([]);
  });

  it('rolls everything back when a deferred statement fails', async () => {
    const { tenant } = open();
    const slug = newSlug();
    const attempt = tenant.transaction(async (transaction) => {
      await transaction.flight(insertRole(slug));
      transaction.defer(violation);
    });
    await expect(attempt).rejects.toThrow('division by zero');
    expect(await storedRoles(slug)).toEqual([]);
    expect((await tenant.flight(sql`SELECT 1 AS one`))[0]).toEqual([{ one: 1 }]);
  });

  it('throws instead of committing when its work caught an error of a statement', async () => {
    const { tenant } = open();
    const slug = newSlug();
    const attempt = tenant.transaction(async (transaction) => {
      await transaction.flight(insertRole(slug));
      await transaction.flight(violation).catch(() => {});
    });
    await expect(attempt).rejects.toThrow('was rolled back');
    expect(await storedRoles(slug)).toEqual([]);
  });

  it('costs nothing when it does nothing', async () => {
    const { database, tenant } = open();
    expect(await tenant.transaction(async () => 'nothing')).toBe('nothing');
    expect(database.flights).toBe(0);
  });

  it('cannot be used after its end', async () => {
    const { tenant } = open();
    const late = await tenant.transaction(async (transaction) => () => transaction.flight(sql`SELECT 1`));
    await expect(late()).rejects.toThrow('The transaction has ended');
  });
});

describe('on the same connection', () => {
  it('a flight waits for the open transaction instead of joining it', async () => {
    const { tenant } = open();
    const [kept, undone] = [newSlug(), newSlug()];
    let flight: Promise<unknown> = Promise.resolve();
    const attempt = tenant.transaction(async (transaction) => {
      await transaction.flight(insertRole(undone));
      flight = tenant.flight(insertRole(kept));
      await transaction.flight(sql`SELECT pg_sleep(0.05)`);
      throw new Error('rolled back');
    });
    await expect(attempt).rejects.toThrow('rolled back');
    await flight;
    expect(await storedRoles(kept, undone)).toEqual([kept]);
  });

  it('queries of Prisma and of the system wait, too', async () => {
    const { database, tenant } = open();
    const slug = newSlug();
    const answers: unknown[] = [];
    await tenant.transaction(async (transaction) => {
      await transaction.flight(insertRole(slug));
      const count = tenant.prisma.role.count({ where: { slug } });
      answers.push(count, database.system.flight(sql`SELECT current_user::text AS name`));
      await transaction.flight(sql`SELECT pg_sleep(0.05)`);
    });
    expect(await Promise.all(answers)).toEqual([1, [[{ name: 'cerberus_system' }]]]);
  });

  it('two transactions run one after the other', async () => {
    const { tenant } = open();
    const order: string[] = [];
    const run = (name: string) =>
      tenant.transaction(async (transaction) => {
        order.push(`${name} begins`);
        await transaction.flight(sql`SELECT pg_sleep(0.02)`);
        await transaction.prisma.role.count();
        order.push(`${name} ends`);
      });
    await Promise.all([run('first'), run('second'), run('third')]);
    expect(order).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('two organisations are separated, each with its own client', async () => {
    const { database, tenant } = open();
    const others = createRows(await readTables());
    const id = (await others.rowOf('roles')).id as string;
    const other = database.tenant(others.organisationId);
    const find = { where: { id }, select: { id: true } };
    const found = await Promise.all([
      tenant.prisma.role.findUnique(find),
      other.prisma.role.findUnique(find),
      tenant.transaction((transaction) => transaction.prisma.role.findUnique(find)),
      other.transaction((transaction) => transaction.prisma.role.findUnique(find)),
    ]);
    expect(found).toEqual([null, { id }, null, { id }]);
  });
});
